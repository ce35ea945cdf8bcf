import Foundation
import LifeboatConfig
import LifeboatCore
import Logging

/// What goes wrong outside of a command's log, on stderr, in the format that was asked for.
struct ErrorOutput {
    let format: LogFormat

    func write(_ error: LifeboatError) {
        switch format {
        case .text: Terminal.standardError.write(ErrorText.render(error))
        case .json: log(.error, error.summary, hint: error.hint)
        }
    }

    /// - Parameter level: `.error` or `.warning`.
    func write(_ problem: Problem, _ level: Logger.Level) {
        switch format {
        case .text: Terminal.standardError.write("\(level.rawValue): \(problem)\n")
        case .json: log(level, problem.summary, hint: problem.hint)
        }
    }

    /// A usage error in the words of the argument parser: a sentence, then how it is used.
    func write(usage text: String) {
        switch format {
        case .text:
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.inOurWords($0) }
            Terminal.standardError.write(lines.joined(separator: "\n") + "\n")
        case .json:
            let lines = text.split(separator: "\n").map { Self.inOurWords($0) }
            let message = lines.prefix { !$0.hasPrefix("hint: ") && !$0.hasPrefix("usage: ") }
                .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
            let hint =
                lines.first { $0.hasPrefix("hint: ") }?.dropFirst(6) ?? lines.first { $0.hasPrefix("usage: ") }?[...]
            log(
                .error, message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message,
                hint: hint.map { String($0) })
        }
    }

    /// A line of the argument parser's with the beginning that our own errors have.
    private static func inOurWords(_ line: Substring) -> String {
        for (theirs, ours) in [("Error: ", "error: "), ("Help: ", "hint: "), ("Usage: ", "usage: ")]
        where line.hasPrefix(theirs) {
            return ours + line.dropFirst(theirs.count).drop { $0 == " " }
        }
        return String(line)
    }

    private func log(_ level: Logger.Level, _ message: String, hint: String?) {
        let handler = LineLogHandler(output: .standardError, format: format, level: level, now: { Date() })
        let logger = Logger(label: "lifeboat") { _ in handler }
        logger.log(level: level, "\(message)", metadata: hint.map { ["hint": .string($0)] })
    }
}
