import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import LifeboatNotifiers
import LifeboatProcesses
import Logging

/// Tells whoever the configuration names how a run went, when all of its jobs are over. Whatever happens here, the
/// backups are what they are.
struct Notifications: Sendable {
    /// Somebody who could not be told.
    struct Untold: Sendable {
        var notifier: String
        var why: LifeboatError
    }

    /// How long the storages may take to say what there is now.
    private static let patience = Duration.seconds(300)
    /// The same when the run was interrupted: whoever did that will not wait for long.
    private static let hurry = Duration.seconds(10)
    /// How long one notifier may take, with all its tries.
    private static let limit = Duration.seconds(120)

    private let configuration: Configuration
    private let logger: Logger
    private let notifiers: [any Notifier]
    private let troubles: TroubleLog

    init(_ configuration: Configuration, _ logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        notifiers = Notifiers.make(configuration.main)
        let redaction = Redaction(secrets: configuration.secrets)
        troubles = TroubleLog { redaction.apply(to: $0) }
    }

    /// Has to hear of what happens during the run.
    var observer: any RunObserver { troubles }

    /// Tells those who want to know that a run begins. Meant to go on beside it.
    func begin(_ jobs: [JobConfiguration]) async {
        await withTaskGroup(of: Void.self) { group in
            for notifier in notifiers {
                group.addTask {
                    do {
                        try await notifier.begin(jobs: jobs.map(\.name))
                    } catch {
                        guard !Task.isCancelled else { return }
                        warn(LifeboatError(wrapping: error).at("start").at(notifier.name))
                    }
                }
            }
        }
    }

    private func warn(_ failure: LifeboatError) {
        logger.warning("\(failure.summary)", metadata: failure.hint.map { ["hint": .string($0)] })
    }

    /// All of them at once: one that hangs keeps nobody else from being told.
    func tell(_ result: JobRunner.Result, of jobs: [JobConfiguration], since started: Date) async -> [Untold] {
        guard !notifiers.isEmpty else { return [] }
        for (job, why) in result.notBegun { troubles.note(why, of: job) }
        let statuses = await statuses(jobs, result)
        let report = RunReport(
            serverName: configuration.main.serverName, lifeboatVersion: Version.text, started: started,
            finished: Date(),
            jobs: jobs.map { job in
                JobReport(
                    job: job.name, record: result.records.first { $0.job == job.name },
                    troubles: troubles.troubles(of: job.name), status: statuses[job.name])
            })
        return await withTaskGroup(of: Untold?.self) { group in
            for notifier in notifiers {
                group.addTask { await tell(notifier, report) }
            }
            var untold: [Untold] = []
            for await failure in group.compactMap(\.self) { untold.append(failure) }
            return untold.sorted { $0.notifier < $1.notifier }
        }
    }

    private func tell(_ notifier: any Notifier, _ report: RunReport) async -> Untold? {
        do {
            let failure = LifeboatError(.temporary, "no end within \(DurationText.describe(Self.limit))")
            try await withTimeout(Self.limit, clock: ContinuousClock(), otherwise: failure) {
                try await onStageThread("notify") { try await notifier.tell(report) }
            }
            return nil
        } catch {
            let failure = LifeboatError(wrapping: error).at(notifier.name)
            warn(failure)
            return Untold(notifier: notifier.name, why: failure)
        }
    }

    /// What the storages of the jobs that ran have now.
    private func statuses(_ jobs: [JobConfiguration], _ result: JobRunner.Result) async -> [String: JobStatus] {
        let wasInterrupted = result.records.contains { $0.outcome == .interrupted }
        let statuses = Statuses(jobs: Jobs(configuration), opensReceipts: true)
        let records = Dictionary(result.records.map { ($0.job, $0) }, uniquingKeysWith: { $1 })
        var found: [String: JobStatus] = [:]
        for job in jobs {
            guard let record = records[job.name] else { continue }
            let limit = wasInterrupted ? Self.hurry : Self.patience
            let failure = LifeboatError(
                .temporary, "the storages did not say within \(DurationText.describe(limit)) what there is now")
            do {
                found[job.name] = try await withTimeout(limit, clock: ContinuousClock(), otherwise: failure) {
                    await statuses.read(job, lastRun: record)
                }
            } catch {
                logger.warning("job \(job.name): \(LifeboatError(wrapping: error).summary)")
            }
        }
        return found
    }
}
