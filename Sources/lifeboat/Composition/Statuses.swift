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
    /// How long a storage may be silent at most; `nil` leaves that to its own limit.
    var patience: Duration?

    /// In the order of the configurations.
    func read(_ configurations: [JobConfiguration]) async throws -> [JobStatus] {
        let found = await survey(configurations).read(now: { Date() })
        try Task.checkCancellation()
        return configurations.compactMap { found[$0.name] }
    }

    /// - Parameters:
    ///   - records: of runs that have just ended.
    ///   - limit: for all together.
    /// - Returns: by name, the jobs whose storages said it in time.
    func read(
        _ configurations: [JobConfiguration], after records: [RunRecord], within limit: Duration
    ) async -> [String: JobStatus] {
        let lastRuns = Dictionary(records.map { ($0.job, $0) }, uniquingKeysWith: { $1 })
        return await survey(configurations).read(now: { Date() }, lastRuns: lastRuns, within: limit)
    }

    private func survey(_ configurations: [JobConfiguration]) -> StatusSurvey {
        let clock = ContinuousClock()
        return StatusSurvey(
            configurations.map { configuration in
                let expected = (configuration.expectEvery ?? expectEvery).map { ExpectedInterval($0) }
                return StatusReader(
                    jobs.job(configuration), expected: expected, clock: clock, patience: patience,
                    opensReceipts: opensReceipts)
            }, clock: clock)
    }
}
