import LifeboatCore

/// A child that ended by itself, well or not, with its output read to the end.
package struct Completion: Sendable, Equatable {
    /// The program's name.
    package var name: String
    package var status: ExitStatus
    /// The head and tail of its stderr, secrets cut out.
    package var errorText: String
    /// Bytes read from its stdout.
    package var outputBytes: Int64
    /// Whether it took all of its input. A program that needs no more may end early; a restore may not.
    package var tookAllInput: Bool

    /// Throws unless the child succeeded and took all of its input.
    package func requireSuccess() throws {
        guard status.isSuccess else {
            throw LifeboatError(.failed, "\(name) failed: \(status)", why: lastLines, hint: status.hint)
        }
        guard tookAllInput else {
            throw LifeboatError(
                .incomplete, "\(name) ended well but before it had read all of its input", why: lastLines)
        }
    }

    /// The last lines of stderr, where tools say what went wrong; `nil` when there are none.
    package var lastLines: String? {
        let lines = errorText.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard !lines.isEmpty else { return nil }
        let kept = lines.suffix(5).joined(separator: "\n")
        return kept.count <= 2000 ? kept : "…" + kept.suffix(2000)
    }
}
