import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import Logging

/// Runs jobs one after the other, each under its lock, and keeps the records.
struct JobRunner: Sendable {
    struct Result: Sendable {
        var records: [RunRecord] = []
        /// The jobs that did not begin, and why: another run is busy with them, or this one was interrupted.
        var notBegun: [(job: String, why: LifeboatError)] = []
        /// Whether there is anything that a signal kept from being done.
        var wasInterrupted: Bool {
            records.contains { $0.outcome == .interrupted } || notBegun.contains { $0.why.kind == .interrupted }
        }

        var exit: Exit? {
            let code = exitCode
            guard code != .done else { return nil }
            let reasons = records.flatMap(\.reasons) + notBegun.map(\.why.summary)
            let more = reasons.count > 1 ? " (and \(reasons.count - 1) more, see the log)" : ""
            return Exit(code, (reasons.first ?? "not everything was done") + more)
        }

        private var exitCode: LifeboatCore.ExitCode {
            let worst = records.map(\.outcome).reduce(RunOutcome.done) { $0.combined(with: $1) }
            let kinds = Set(notBegun.map(\.why.kind))
            if kinds.contains(where: { $0 != .locked && $0 != .interrupted }) { return .failed }
            return worst == .done && kinds.contains(.locked) ? .locked : worst.exitCode
        }
    }

    let configuration: Configuration
    let logger: Logger
    /// Hears of everything, besides the log.
    let observer: any RunObserver

    /// A job that fails does not keep the others from running; an interruption does.
    func run(_ configurations: [JobConfiguration]) async -> Result {
        var result = Result()
        let jobs = Jobs(configuration)
        for configuration in configurations {
            let job = jobs.job(configuration)
            do {
                try Task.checkCancellation()
                let lock = try await JobLock.acquire(job, configuration) { logger.info("\($0)") }
                warnOfMissingFolders(configuration)
                let run = BackupRun(job, context)
                let record = await run.run()
                // Of an interrupted run too.
                await Grace.after(Grace.record) { await run.keep(record) }
                result.records.append(record)
                withExtendedLifetime(lock) {}
            } catch {
                let failure = LifeboatError(wrapping: error).at("not begun").at("job \(configuration.name)")
                result.notBegun.append((configuration.name, failure))
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
        var observers: [any RunObserver] = [RunLog(logger), observer]
        if let progress = ProgressLine.onTerminal { observers.insert(progress, at: 0) }
        return RunContext(
            now: { Date() }, clock: ContinuousClock(), random: { .random(in: .min ... .max) },
            observer: Observers(observers), lifeboatVersion: Version.text)
    }
}
