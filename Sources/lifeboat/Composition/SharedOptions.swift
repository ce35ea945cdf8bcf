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
    func configuration() throws -> Configuration {
        let loader = ConfigurationLoader(
            environment: ProcessInfo.processInfo.environment, hostName: ProcessInfo.processInfo.hostName)
        do {
            let configuration = try loader.load(file)
            Self.say(configuration.warnings)
            return configuration
        } catch {
            Self.say(error.warnings)
            for problem in error.problems { Terminal.standardError.write("error: \(problem)\n") }
            throw Exit(.configuration)
        }
    }

    private static func say(_ warnings: [Problem]) {
        for warning in warnings { Terminal.standardError.write("warning: \(warning)\n") }
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
