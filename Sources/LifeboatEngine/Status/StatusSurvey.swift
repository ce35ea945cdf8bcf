package import Foundation
package import LifeboatCore

/// Asks about several jobs side by side, within one limit of time.
package struct StatusSurvey: Sendable {
    /// So many jobs are asked about at the same time; each asks all of its storages at once.
    private static let width = 8

    private let readers: [StatusReader]
    private let clock: any Clock<Duration>

    package init(_ readers: [StatusReader], clock: any Clock<Duration>) {
        self.readers = readers
        self.clock = clock
    }

    /// - Parameters:
    ///   - lastRuns: the records of runs that have just ended, by job.
    ///   - limit: for all jobs together; `nil` is none but those of the storages.
    /// - Returns: by name, the jobs of which all was said before the limit, and before our task was cancelled.
    package func read(
        now: @escaping @Sendable () -> Date, lastRuns: [String: RunRecord] = [:], within limit: Duration? = nil
    ) async -> [String: JobStatus] {
        let found = Found()
        guard let limit else {
            await read(now, lastRuns, into: found)
            return found.byJob
        }
        do {
            let late = LifeboatError(.temporary, "no answer within \(DurationText.describe(limit))")
            try await withTimeout(limit, clock: clock, otherwise: late) { await read(now, lastRuns, into: found) }
        } catch {
            // Those that are missing are late; the caller sees which.
        }
        return found.byJob
    }

    private func read(_ now: @escaping @Sendable () -> Date, _ lastRuns: [String: RunRecord], into found: Found) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, reader) in readers.enumerated() {
                if index >= Self.width { await group.next() }
                guard !Task.isCancelled else { return }
                group.addTask {
                    let status = await reader.read(now: now(), lastRun: lastRuns[reader.name])
                    // What was called off says of storages that they do not answer.
                    if !Task.isCancelled { found.add(status) }
                }
            }
        }
    }
}
