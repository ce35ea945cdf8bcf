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

    /// How long the storages of all jobs together may take to say what there is now.
    private static let patience = Duration.seconds(600)
    /// How long one storage may take then: shorter, so that all else is known of a job of which one does not answer; but a large
    /// one is listed for minutes.
    private static let storagePatience = Duration.seconds(240)
    /// How long all may take that are told of the beginning; the end of the run waits for that.
    private static let beginLimit = Duration.seconds(20)
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
                        try await Self.inTime(Self.beginLimit) { try await notifier.begin(jobs: jobs.map(\.name)) }
                    } catch {
                        guard !Task.isCancelled else { return }
                        warn(LifeboatError(wrapping: error).at("start").at(notifier.name))
                    }
                }
            }
        }
    }

    /// Tries each of them with a message that says that it is a test, all at once.
    static func test(_ main: MainSettings) async -> [(name: String, result: Result<String, LifeboatError>)] {
        let report = RunReport.test(serverName: main.serverName, lifeboatVersion: Version.text, now: Date())
        return await withTaskGroup(of: (Int, String, Result<String, LifeboatError>).self) { group in
            for (index, notifier) in Notifiers.make(main).enumerated() {
                group.addTask {
                    do {
                        let found = try await inTime(limit) {
                            try await onStageThread("notify") { try await notifier.test(report) }
                        }
                        return (index, notifier.name, .success(found))
                    } catch {
                        return (index, notifier.name, .failure(LifeboatError(wrapping: error)))
                    }
                }
            }
            var results: [(Int, String, Result<String, LifeboatError>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
        }
    }

    private func warn(_ failure: LifeboatError) {
        logger.warning("\(failure.summary)", metadata: failure.hint.map { ["hint": .string($0)] })
    }

    private static func inTime<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let failure = LifeboatError(.temporary, "no end within \(DurationText.describe(limit))")
        return try await withTimeout(limit, clock: ContinuousClock(), otherwise: failure, body)
    }

    /// All of them at once: one that hangs keeps nobody else from being told. A signal, before or meanwhile, leaves a short
    /// grace.
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
                    troubles: troubles.troubles(of: job.name), status: statuses[job.name],
                    expected: job.expectEvery.map { ExpectedInterval($0) })
            },
            configuration: ConfigurationLoader.standardFiles.contains(configuration.file)
                ? nil : URL(fileURLWithPath: configuration.file).path)
        return await Grace.after(Grace.telling) { await tell(report) }
    }

    private func tell(_ report: RunReport) async -> [Untold] {
        await withTaskGroup(of: Untold?.self) { group in
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
            try await Self.inTime(Self.limit) { try await onStageThread("notify") { try await notifier.tell(report) } }
            return nil
        } catch {
            let failure =
                Task.isCancelled
                ? LifeboatError(.interrupted, "given up: a signal came, and there was no answer yet")
                : LifeboatError(wrapping: error)
            warn(failure.at(notifier.name))
            return Untold(notifier: notifier.name, why: failure.at(notifier.name))
        }
    }

    /// What the storages have now, of the jobs of which they say it in time: people are told whether they do or not.
    private func statuses(_ jobs: [JobConfiguration], _ result: JobRunner.Result) async -> [String: JobStatus] {
        let statuses = Statuses(
            jobs: Jobs(configuration), opensReceipts: true, patience: Self.storagePatience)
        let all = await Grace.after(Grace.asking) {
            await statuses.read(jobs, after: result.records, within: Self.patience)
        }
        for job in jobs where all[job.name] == nil {
            logger.warning("job \(job.name): its storages did not say in time what there is now")
        }
        return all
    }
}
