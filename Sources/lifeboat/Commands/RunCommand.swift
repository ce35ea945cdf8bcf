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

        struct Untold: Encodable {
            var notifier: String
            var problem: String
            var hint: String?
        }

        var runs: [RunRecord]
        var notBegun: [NotBegun]
        /// Who could not be told how it went.
        var untold: [Untold]
    }

    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Back up, then expire what the retention no longer keeps.",
        discussion: """
            Exit status: 0 done; 1 nothing new of some target; 3 backed up, but not \
            everywhere or not everything, or with `notify_required` somebody could not be told; \
            64 no such job; 75 another run of the job is going on; 78 the configuration is \
            wrong; 143 or 130 when interrupted.

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
        let interruption = Interruption()
        let logger: Logger
        do {
            logger = try common.logger(configuration.main, format: logFormat, stdoutIsData: output == .json)
            try Priority.apply(configuration.main)
        } catch {
            try await tellOfNothing(LifeboatError(wrapping: error), configuration, chosen, interruption)
            throw error
        }
        let notifications = Notifications(configuration, logger)
        let runner = JobRunner(configuration: configuration, logger: logger, observer: notifications.observer)
        let (result, untold) = try await interruption.guarding {
            let started = Date()
            async let begun: Void = notifications.begin(chosen)
            let result = await runner.run(chosen)
            await begun
            return (result, await notifications.tell(result, of: chosen, since: started))
        }
        if output == .json { try JSONOutput.write(Self.report(result, untold)) }
        // A signal that came when all was done, while people were told, changes nothing of what the backups are.
        if let exit = (result.wasInterrupted ? interruption.exit : nil) ?? result.exit { throw exit }
        if let first = untold.first, configuration.main.notifyRequired { throw Exit(.degraded, first.why.summary) }
    }

    /// Tells those who hear of runs that there was none, and why.
    private func tellOfNothing(
        _ why: LifeboatError, _ configuration: Configuration, _ jobs: [JobConfiguration], _ interruption: Interruption
    ) async throws {
        let notifications = Notifications(configuration, common.errorLogger(format: logFormat))
        let result = JobRunner.Result(notBegun: jobs.map { ($0.name, why.at("not begun")) })
        _ = try await interruption.guarding { await notifications.tell(result, of: jobs, since: Date()) }
    }

    private static func report(_ result: JobRunner.Result, _ untold: [Notifications.Untold]) -> Report {
        let notBegun = result.notBegun.map { Report.NotBegun(job: $0, problem: $1.summary, hint: $1.hint) }
        return Report(
            runs: result.records, notBegun: notBegun,
            untold: untold.map { Report.Untold(notifier: $0.notifier, problem: $0.why.summary, hint: $0.why.hint) })
    }
}
