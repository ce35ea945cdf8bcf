package import LifeboatCore

/// `KEY=VALUE`: a label of a node or of a pod.
package struct LabelPair: Sendable, Hashable {
    let key: String
    let value: String

    package init(parsing text: String) throws(LifeboatError) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, Self.isKey(halves[0]), Self.isValue(halves[1]) else {
            throw LifeboatError(.usage, "this is no label", hint: "as in app=redmine")
        }
        key = halves[0]
        value = halves[1]
    }

    /// `name`, or `domain/name`.
    static func isKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let name = parts.last, !name.isEmpty, isValue(name) else { return false }
        return parts.count == 1 || DNSName.isSubdomain(parts[0])
    }

    static func isValue(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return true }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        return bytes.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }
}
