import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// Asks the storages of jobs how these are doing.
struct Statuses: Sendable {
    let jobs: Jobs
    /// For jobs whose configuration does not say how often a backup is expected.
    var expectEvery: Duration?
    /// Whether also what only receipts know is wanted.
    var opensReceipts = false

    /// - Parameter lastRun: the record of a run that has just ended.
    func read(_ configuration: JobConfiguration, lastRun: RunRecord? = nil) async -> JobStatus {
        let expected = (configuration.expectEvery ?? expectEvery).map { ExpectedInterval($0) }
        let reader = StatusReader(
            jobs.job(configuration), expected: expected, clock: ContinuousClock(), opensReceipts: opensReceipts)
        return await reader.read(now: Date(), lastRun: lastRun)
    }

    /// One after the other; each asks its storages at the same time.
    func read(_ configurations: [JobConfiguration]) async throws -> [JobStatus] {
        var statuses: [JobStatus] = []
        for configuration in configurations {
            try Task.checkCancellation()
            statuses.append(await read(configuration))
        }
        return statuses
    }
}
