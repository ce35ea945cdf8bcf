/// The one error type that reaches a user: what, where, why, and what to do about it.
///
/// Rendered as two lines, `error: where: what: why` and `hint: …`. Every layer that knows more about *where*
/// adds itself with ``at(_:)`` while the error passes through. No secret ever goes into one.
package struct LifeboatError: Error, Sendable, Equatable {
    /// What kind of trouble it is, for code that decides (retry, exit status); people read ``what``.
    package enum Kind: String, Sendable, Codable {
        case accessDenied
        case alreadyExists
        case configuration
        /// Stored bytes are not what they should be.
        case corrupted
        case interrupted
        case locked
        case noSpace
        case notFound
        /// A dump ended, but nothing shows that it is complete.
        case incomplete
        /// A server or a tool reported a failure.
        case failed
        /// Worth another try: a network hiccup, a busy server.
        case temporary
        /// Refused because it would be dangerous.
        case refused
        case usage
        /// A program that is needed is not installed.
        case missingTool
    }

    package var kind: Kind
    /// The innermost statement, in lower case and without a full stop: `access denied`.
    package var what: String
    /// The cause as the system or the tool said it.
    package var why: String?
    /// What the reader can do now.
    package var hint: String?
    /// Outermost first: `["job mysql", "target redmine_db", "storage s3"]`.
    package var places: [String]

    package init(_ kind: Kind, _ what: String, why: String? = nil, hint: String? = nil, places: [String] = []) {
        self.kind = kind
        self.what = what
        self.why = why
        self.hint = hint
        self.places = places
    }

    /// The same error, seen from one place further out. Saying a place twice in a row says it once.
    package func at(_ place: String) -> LifeboatError {
        guard places.first != place else { return self }
        var copy = self
        copy.places.insert(place, at: 0)
        return copy
    }

    /// Whether two errors tell of one event, however far each has travelled.
    package func isSameTrouble(as other: LifeboatError?) -> Bool {
        guard let other else { return false }
        return kind == other.kind && what == other.what && why == other.why
    }

    /// `where: what: why`, on one line.
    package var summary: String {
        (places + [what] + (why.map { [$0] } ?? [])).joined(separator: ": ")
            .split(whereSeparator: \.isNewline).joined(separator: " | ")
    }

    package var exitCode: ExitCode {
        switch kind {
        case .configuration: .configuration
        case .usage: .usage
        case .locked: .locked
        case .corrupted: .verificationFailed
        case .interrupted: .terminated
        default: .failed
        }
    }
}

extension LifeboatError: CustomStringConvertible {
    package var description: String { hint.map { "\(summary)\nhint: \($0)" } ?? summary }
}
