import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import Logging

/// What every command that reads a configuration takes.
struct SharedOptions: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("config")], help: ArgumentHelp("The configuration.", valueName: "file"))
    var file: String?

    /// Reads the configuration; says its warnings on stderr.
    ///
    /// - Parameter running: whether also those that only matter to runs.
    func configuration(_ format: LogFormat = .text, running: Bool = false) throws -> Configuration {
        try read(format, running: running) { () throws(ConfigurationError) in
            let configuration = try loader.load(file)
            return (configuration, configuration.warnings)
        }
    }

    /// Reads the configuration without the values of its variables, but for those that are given.
    func survey(known: [String: String]) throws -> ConfigurationSurvey {
        try read(.text, running: false) { () throws(ConfigurationError) in
            let survey = try loader.survey(file, known: known)
            return (survey, survey.configuration.warnings)
        }
    }

    private func read<Value>(
        _ format: LogFormat, running: Bool,
        _ body: () throws(ConfigurationError) -> (value: Value, warnings: [Problem])
    ) throws -> Value {
        let output = ErrorOutput(format: format)
        func warn(_ warnings: [Problem]) {
            for warning in warnings where running || !warning.isAboutRuns { output.write(warning, .warning) }
        }
        do throws(ConfigurationError) {
            let read = try body()
            warn(read.warnings)
            return read.value
        } catch {
            warn(error.warnings)
            for problem in error.problems { output.write(problem, .error) }
            throw Exit(.configuration, error.lifeboatError.summary)
        }
    }

    /// Whether there is a configuration at all.
    var hasConfiguration: Bool { loader.hasFile(named: file) }

    private var loader: ConfigurationLoader {
        let environment = ProcessEnvironment()
        return ConfigurationLoader(
            environment: environment.texts, notText: environment.notText, hostName: ProcessInfo.processInfo.hostName)
    }

    /// The log of a command. Where stdout carries data, it is stderr, whatever `log_file` says. Of a log in a file the
    /// warnings and errors go to stderr as well: whoever started the run, cron say, must see what went wrong.
    func logger(_ main: MainSettings, format: LogFormat, stdoutIsData: Bool) throws -> Logger {
        let output = try Self.logOutput(main.logFile, stdoutIsData: stdoutIsData)
        let log = LineLogHandler(output: output, format: format, level: .info, now: { Date() })
        guard output.descriptor > STDERR_FILENO else { return Logger(label: "lifeboat") { _ in log } }
        let alarm = LineLogHandler(output: .standardError, format: format, level: .warning, now: { Date() })
        return Logger(label: "lifeboat") { _ in MultiplexLogHandler([log, alarm]) }
    }

    /// For what is to be said before there is a log, or when there can be none.
    func errorLogger(format: LogFormat) -> Logger {
        let log = LineLogHandler(output: .standardError, format: format, level: .warning, now: { Date() })
        return Logger(label: "lifeboat") { _ in log }
    }

    private static func logOutput(_ logFile: String?, stdoutIsData: Bool) throws -> Terminal {
        switch logFile {
        case nil, "/dev/stderr": return .standardError
        case "/dev/stdout": return stdoutIsData ? .standardError : .standardOutput
        case let path?:
            if stdoutIsData { return .standardError }
            return Terminal(descriptor: try LogFile.open(path))
        }
    }
}
