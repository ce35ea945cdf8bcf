import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import Logging

/// Runs jobs one after the other, each under its lock, and keeps the records.
struct JobRunner: Sendable {
    struct Result: Sendable {
        var records: [RunRecord] = []
        /// Why some jobs did not begin; most often another run is busy with them.
        var refusals: [LifeboatError] = []
        var exitCode: LifeboatCore.ExitCode {
            let worst = records.map(\.outcome).reduce(RunOutcome.done) { $0.combined(with: $1) }
            if refusals.contains(where: { $0.kind != .locked }) { return .failed }
            return worst == .done && !refusals.isEmpty ? .locked : worst.exitCode
        }
    }

    let configuration: Configuration
    let logger: Logger

    /// A job that fails does not keep the others from running; an interruption does.
    func run(_ configurations: [JobConfiguration]) async -> Result {
        var result = Result()
        let jobs = Jobs(configuration)
        for configuration in configurations where !Task.isCancelled {
            let job = jobs.job(configuration)
            do {
                let lock = try await JobLock.acquire(
                    configuration.name, identity: Self.identity(job), timeout: configuration.loopTimeout,
                    interval: configuration.loopInterval
                ) {
                    let timeout = DurationText.describe(configuration.loopTimeout)
                    logger.info("waiting up to \(timeout) for another run of job \(configuration.name)")
                }
                warnOfMissingFolders(configuration)
                let run = BackupRun(job, context)
                let record = await run.run()
                // A new task, so that the record of an interrupted run is kept too.
                await Task { await run.keep(record) }.value
                result.records.append(record)
                withExtendedLifetime(lock) {}
            } catch {
                let failure = LifeboatError(wrapping: error)
                guard failure.kind != .interrupted else { continue }
                result.refusals.append(failure)
                logger.log(
                    level: .error, "\(failure.summary)", metadata: failure.hint.map { ["hint": .string($0)] })
            }
        }
        return result
    }

    /// Once: the run makes them.
    private func warnOfMissingFolders(_ configuration: JobConfiguration) {
        for storage in configuration.storages {
            guard let words = MissingFolders(of: storage).words else { continue }
            logger.warning("job \(configuration.name): storage \(storage.name): \(words)")
        }
    }

    private var context: RunContext {
        var observers: [any RunObserver] = [RunLog(logger)]
        if let progress = ProgressLine.onTerminal { observers.insert(progress, at: 0) }
        return RunContext(
            now: { Date() }, clock: ContinuousClock(), random: { .random(in: .min ... .max) },
            observer: Observers(observers), lifeboatVersion: Version.text)
    }

    /// Two projects may each have a job of one name; the same job is the one that writes to the same places.
    private static func identity(_ job: Job) -> String {
        ([job.name] + job.storages.map(\.location)).joined(separator: "\n")
    }
}
