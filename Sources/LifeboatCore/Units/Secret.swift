/// A value that must never be printed. Whoever needs the text asks for it by name: ``revealed``.
package struct Secret: Sendable, Hashable {
    /// What has fewer characters stands in every text by chance, so it cannot be cut out of one wherever it stands.
    package static let shortestHidden = 4

    package let revealed: String

    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
