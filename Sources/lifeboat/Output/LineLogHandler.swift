import Foundation
import LifeboatCore
import Logging

/// Log lines to one stream: whole lines, one write each, so that parallel writers do not mix them.
struct LineLogHandler: LogHandler {
    private struct Line: Encodable {
        var time: String
        var level: String
        var message: String
        var hint: String?
        var details: [String: String]?
    }

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let output: Terminal
    private let format: LogFormat
    private let now: @Sendable () -> Date

    init(output: Terminal, format: LogFormat, level: Logger.Level, now: @escaping @Sendable () -> Date) {
        self.output = output
        self.format = format
        self.now = now
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        output.write(line(event.level, event.message.description, details) + "\n")
    }

    private func line(_ level: Logger.Level, _ message: String, _ metadata: [String: String]) -> String {
        var details = metadata
        let hint = details.removeValue(forKey: "hint")
        switch format {
        case .json:
            let line = Line(
                time: UTCTime.extended(now()), level: level.rawValue, message: message, hint: hint,
                details: details.isEmpty ? nil : details)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // A dictionary of strings always encodes.
            return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? message
        case .text:
            let prefix = level >= .error ? "error: " : level == .warning ? "warning: " : ""
            let text = message.split(whereSeparator: \.isNewline).joined(separator: " | ")
            let time = UTCTime.extended(now())
            return "\(time) \(prefix)\(text)" + (hint.map { "\n\(time) hint: \($0)" } ?? "")
        }
    }
}
