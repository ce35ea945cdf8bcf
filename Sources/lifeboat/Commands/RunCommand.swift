import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import Logging

/// `lifeboat run`: back up, then expire.
struct RunCommand: LoggingCommand {
    private struct Report: Encodable {
        struct NotBegun: Encodable {
            var job: String
            var problem: String
            var hint: String?
        }

        var runs: [RunRecord]
        var notBegun: [NotBegun]
    }

    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Back up, then expire what the retention no longer keeps.",
        discussion: """
            Exit status: 0 done; 1 nothing new of some target; 3 backed up, but not \
            everywhere or not everything; 64 no such job; 75 another run of the job is going \
            on; 78 the configuration is wrong; 143 or 130 when interrupted.

            A word that is no command is taken for a job: lifeboat shop is lifeboat run shop.

            Example: lifeboat run -c lifeboat.yaml files
            """,
        aliases: ["start"])

    @Argument(help: "Jobs, or all, files, databases, external. Without any: all.")
    var jobs: [String] = []

    @OptionGroup var common: SharedOptions

    @Option(name: .customLong("log-format"), help: "How log lines look: text or json.")
    var logFormat = LogFormat.text

    @Option(name: [.customShort("o"), .long], help: "What stdout gets when all is done: text (nothing) or json.")
    var output = ReportFormat.text

    func run() async throws {
        let isBare = CommandWord.isLeftOut()
        if isBare, let word = jobs.first, !common.hasConfiguration { throw CommandWord.unknown(word) }
        let configuration = try common.configuration(logFormat, running: true)
        let chosen = try JobSelection.select(jobs, from: configuration, orCommands: isBare)
        let logger = try common.logger(configuration.main, format: logFormat, stdoutIsData: output == .json)
        try Priority.apply(configuration.main)

        let interruption = Interruption()
        let runner = JobRunner(configuration: configuration, logger: logger)
        let result = try await interruption.guarding { await runner.run(chosen) }
        if output == .json { try JSONOutput.write(Self.report(result)) }
        if let exit = interruption.exit ?? result.exit { throw exit }
    }

    private static func report(_ result: JobRunner.Result) -> Report {
        let notBegun = result.notBegun.map { Report.NotBegun(job: $0, problem: $1.summary, hint: $1.hint) }
        return Report(runs: result.records, notBegun: notBegun)
    }
}
