package import LifeboatCore

/// Cuts secrets out of texts: of what a child printed, of what goes out of the house.
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
            if let secret = secrets.first(where: { rest.starts(with: $0) }) {
                result += Self.mark
                rest = rest.dropFirst(secret.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
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
