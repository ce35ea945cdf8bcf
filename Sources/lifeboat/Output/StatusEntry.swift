import Foundation
import LifeboatCore

/// How one target of one job is doing on one storage. In JSON it is one flat object, whose shape is stable.
struct StatusEntry: Encodable, Sendable {
    var job: String
    var type: String
    /// `nil` where nothing is known, not even which targets there are.
    var target: String?
    var storage: String
    var required: Bool
    var verdict: StatusVerdict
    /// When the run began that made the newest backup.
    var newest: Date?
    var ageSeconds: Int?
    var expectEverySeconds: Int64?
    /// From this age on it is too old.
    var maxAgeSeconds: Int?
    var partial: Bool?
    var storedBytes: Int64?
    var previousStoredBytes: Int64?
    var retained: Int?
    var verified: Date?
    var verifiedOk: Bool?
    /// When the last run of the job began, and how it ended as a whole.
    var lastAttempt: Date?
    var lastOutcome: RunOutcome?
    /// Since when the job no longer has the target.
    var goneSince: Date?
    /// Why the last run made nothing here, or why the storage is not reached.
    var problem: String?

    init(
        _ status: JobStatus, _ storage: StorageStatus, _ target: (name: String, status: TargetStatus)?, now: Date
    ) {
        job = status.job
        type = status.type
        self.target = target?.name
        self.storage = storage.name
        required = storage.required
        expectEverySeconds = status.expected.map { $0.interval.components.seconds }
        maxAgeSeconds = status.expected.map { Int($0.greatestAge) }
        lastAttempt = status.lastRun?.started
        lastOutcome = status.lastRun?.outcome
        guard let target = target?.status else {
            verdict = storage.failure == nil ? .missing : .unreachable
            problem = storage.failure?.summary ?? status.lastRun?.generalProblem
            return
        }
        verdict = target.verdict(expected: status.expected, now: now)
        newest = target.newest
        ageSeconds = target.newest.map { max(0, Int(now.timeIntervalSince($0))) }
        partial = target.newest.map { _ in target.isPartial }
        storedBytes = target.storedBytes
        previousStoredBytes = target.previousStoredBytes
        retained = target.retained
        verified = target.verified
        verifiedOk = target.verifiedOk
        goneSince = target.gone?.since
        problem = target.lastProblem
    }

    /// For messages.
    var title: String { ([job, target].compactMap(\.self)).joined(separator: "/") + " on \(storage)" }
}
