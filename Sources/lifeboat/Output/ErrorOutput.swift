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
        case .text: Terminal.standardError.write(text + "\n")
        case .json:
            let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            let message = lines.prefix { !$0.hasPrefix("Usage:") }.joined(separator: " ")
            log(
                .error, message.hasPrefix("Error: ") ? String(message.dropFirst(7)) : message,
                hint: lines.first { $0.hasPrefix("Usage:") })
        }
    }

    private func log(_ level: Logger.Level, _ message: String, hint: String?) {
        let handler = LineLogHandler(output: .standardError, format: format, level: level, now: { Date() })
        let logger = Logger(label: "lifeboat") { _ in handler }
        logger.log(level: level, "\(message)", metadata: hint.map { ["hint": .string($0)] })
    }
}
