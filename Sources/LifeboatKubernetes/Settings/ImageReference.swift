package import LifeboatCore

/// `[REGISTRY/]NAME[:TAG][@DIGEST]`
package struct ImageReference: Sendable, Hashable {
    package let text: String
    /// Without tag and digest.
    package let name: String
    package let tag: String?
    package let digest: String?

    package init(parsing text: String) throws(LifeboatError) {
        let hint = "as in lifeboat:0.1.0, or …/lifeboat@sha256:…"
        func refuse() -> LifeboatError { LifeboatError(.usage, "this is no image", hint: hint) }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(halves.count) else { throw refuse() }
        digest = halves.count == 2 ? halves[1] : nil
        if let digest {
            let hex = digest.dropFirst("sha256:".count)
            guard digest.hasPrefix("sha256:"), hex.count == 64, hex.allSatisfy({ "0123456789abcdef".contains($0) })
            else { throw refuse() }
        }
        // A colon before a slash belongs to the registry's port.
        let last = halves[0].split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let parts = last.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        tag = parts.count == 2 ? String(parts[1]) : nil
        name = String(halves[0].dropLast(tag.map { $0.count + 1 } ?? 0))
        self.text = text
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789._-"
        let components = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !components.isEmpty,
            components.enumerated().allSatisfy({ index, part in
                let allowed = index == 0 && components.count > 1 ? letters + ":" : letters
                return !part.isEmpty && part.allSatisfy(allowed.contains)
            }), tag.map({ LabelPair.isValue($0) && !$0.isEmpty }) ?? true
        else { throw refuse() }
    }

    /// Whether the same text may be another image tomorrow.
    var isMoving: Bool { digest == nil && (tag == nil || tag == "latest") }
}
