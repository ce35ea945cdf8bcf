package import LifeboatCore

/// Cuts secrets out of texts: of what a child printed, of what goes out of the house.
///
/// Very short ones are cut out only where they stand as values, as in `password=abc`, `'abc'` or `user:abc@host`: a text in
/// which every `a` is cut out tells nobody anything, and tells everybody what the secret is.
package struct Redaction: Sendable {
    private let secrets: [[UInt8]]
    private static let mark = Array("<redacted>".utf8)

    package init(secrets: some Collection<Secret>) {
        // The longest first: one secret may be a part of another.
        self.secrets = secrets.map { Array($0.revealed.utf8) }.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    package func apply(to text: String) -> String { String(decoding: apply(to: Array(text.utf8)), as: UTF8.self) }

    func apply(to text: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return text }
        var result: [UInt8] = []
        var rest = text[...]
        while let first = rest.first {
            let secret = secrets.first { secret in
                rest.starts(with: secret)
                    && (secret.count >= Secret.shortestHidden
                        || Self.isValue(text, rest.startIndex..<(rest.startIndex + secret.count)))
            }
            if let secret {
                result += Self.mark
                rest = rest.dropFirst(secret.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func isValue(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        let before = range.lowerBound > 0 ? text[range.lowerBound - 1] : nil
        let after = range.upperBound < text.count ? text[range.upperBound] : nil
        switch before {
        case UInt8(ascii: "="): return after.map { !isWordCharacter($0) } ?? true
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return after == before
        case UInt8(ascii: ":"): return after == UInt8(ascii: "@")
        default: return false
        }
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// How many bytes at the end of `text` could be the beginning of a secret that was cut there.
    func cutLength(atEndOf text: [UInt8]) -> Int {
        secrets.map { secret in
            (1..<max(1, secret.count)).reversed().first { text.suffix($0).elementsEqual(secret.prefix($0)) } ?? 0
        }.max() ?? 0
    }

    /// How many bytes at the beginning of `text` could be the end of a secret that was cut there.
    func cutLength(atStartOf text: [UInt8]) -> Int {
        secrets.map { secret in
            (1..<max(1, secret.count)).reversed().first { text.prefix($0).elementsEqual(secret.suffix($0)) } ?? 0
        }.max() ?? 0
    }
}
