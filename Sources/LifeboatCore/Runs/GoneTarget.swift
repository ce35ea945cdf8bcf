package import Foundation

/// A target that has backups and that the job no longer has: removed on purpose, or out of sight by a mistake in a pattern
/// or by rights that were lost.
///
/// Nobody can tell which, so it is said aloud, once in a while and for some time. Then it is retired: what was removed on
/// purpose must not be an alarm for ever.
package struct GoneTarget: Sendable, Equatable, Codable {
    /// At least so long it is said: a week has a day on which somebody is there.
    private static let shortestNotice: TimeInterval = 7 * 86_400
    /// Runs that are closer together say it aloud once in so long; a little less than a day, so that each nightly run does.
    private static let pause: TimeInterval = 20 * 3_600

    package var target: String
    /// When the first run began that knew all targets and did not find this one.
    package var since: Date
    /// When the run began that made the newest backup of it.
    package var lastBackup: Date
    /// The run that said so aloud last.
    package var told: BackupID

    package init(target: String, since: Date, lastBackup: Date, told: BackupID) {
        self.target = target
        self.since = since
        self.lastBackup = lastBackup
        self.told = told
    }

    /// The same target in a later run, which did not find it either.
    package func still(in run: BackupID, expected: ExpectedInterval?) -> GoneTarget {
        var still = self
        let isDue = run.started.timeIntervalSince(told.started) >= Self.pause
        if isDue, !isRetired(at: run.started, expected: expected) { still.told = run }
        return still
    }

    /// Whether it has been said for long enough.
    package func isRetired(at now: Date, expected: ExpectedInterval?) -> Bool {
        now.timeIntervalSince(since) > Self.notice(expected)
    }

    /// How long it is said: a week, or longer where runs are rarer.
    private static func notice(_ expected: ExpectedInterval?) -> TimeInterval {
        max(shortestNotice, expected?.greatestAge ?? 0)
    }

    /// What it is, for people, and what to do about it.
    package func warning(expected: ExpectedInterval?) -> LifeboatError {
        let end = since.addingTimeInterval(Self.notice(expected))
        return LifeboatError(
            .notFound, "it is no longer there since \(UTCTime.readable(since))",
            why: "its newest backup, of \(UTCTime.readable(lastBackup)), is kept",
            hint:
                "removed on purpose? nothing to do, this is said until \(UTCTime.readable(end)); otherwise see the job's "
                + "patterns and `excludes`, and what its user may see; hosts that share a place need a "
                + "`server_name` each",
            places: ["target \(target)"])
    }
}
