package import Foundation

/// What one run did, failed runs too. Kept beside the backups, never needed for a restore.
package struct RunRecord: Sendable, Equatable, Codable {
    package static let currentFormat = 1

    package var format = RunRecord.currentFormat
    package var id: BackupID
    package var job: String
    package var serverName: String?
    package var started: Date
    package var finished: Date
    package var lifeboatVersion: String
    package var outcome: RunOutcome
    package var targets: [TargetRecord]
    package var expiries: [ExpiryRecord]
    /// What went wrong outside any target: a source that could not be opened.
    package var problems: [String]
    /// The targets that have backups and that this run did not find any more, retired ones too; `nil` where that was not
    /// found out, as by a run that did not see all of its targets.
    package var gone: [GoneTarget]?

    package init(
        id: BackupID, job: String, serverName: String?, started: Date, finished: Date, lifeboatVersion: String,
        outcome: RunOutcome, targets: [TargetRecord], expiries: [ExpiryRecord], problems: [String],
        gone: [GoneTarget]? = nil
    ) {
        self.id = id
        self.job = job
        self.serverName = serverName
        self.started = started
        self.finished = finished
        self.lifeboatVersion = lifeboatVersion
        self.outcome = outcome
        self.targets = targets
        self.expiries = expiries
        self.problems = problems
        self.gone = gone
    }
}
