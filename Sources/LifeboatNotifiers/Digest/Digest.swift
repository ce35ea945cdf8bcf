import Foundation
import LifeboatCore

/// What people read about a run, before it is a text or a page: errors first, with what to do.
package struct Digest: Sendable {
    struct Section: Sendable {
        var heading: String
        var entries: [Entry]
    }

    /// About one job.
    struct Entry: Sendable {
        /// `failed`, `ok`.
        var state: String
        var verdict: RunVerdict
        var title: String
        var lines: [Line] = []
    }

    enum Line: Sendable, Equatable {
        case error(String)
        case warning(String)
        case hint(String)
        case plain(String)
        /// A step further in than the line before.
        case detail(String)
        /// What to type now.
        case command(String)
    }

    let title: String
    let verdict: RunVerdict
    let introduction: String
    private(set) var sections: [Section]
    let footer: String

    package init(_ report: RunReport, _ scope: DigestScope) {
        title = "\(report.serverName): \(report.statement)"
        verdict = report.verdict
        let took = DurationText.describe(.seconds(report.finished.timeIntervalSince(report.started)))
        introduction =
            report.isTest
            ? "Sent \(UTCTime.readable(report.started)) by `lifeboat check --notify`. Whoever reads this hears of runs."
            : "Began \(UTCTime.readable(report.started)), took \(took)."
        footer = "Lifeboat \(report.lifeboatVersion). `lifeboat status` says how old the newest backups are."
        let troubled = report.jobs.filter { !$0.troubles.isEmpty || $0.verdict != .success }
            .sorted { Self.rank($0.verdict) < Self.rank($1.verdict) }
        sections = []
        guard !report.isTest else { return }
        if !troubled.isEmpty {
            sections.append(Section(heading: "What went wrong", entries: troubled.map { Self.troubles($0, report) }))
        }
        let entries = report.jobs.map { scope == .everything ? Self.everything($0) : Self.oneLine($0) }
        sections.append(Section(heading: scope == .everything ? "What was done" : "All jobs", entries: entries))
    }

    private static func rank(_ verdict: RunVerdict) -> Int { RunVerdict.allCases.firstIndex(of: verdict) ?? 0 }

    // MARK: Entries

    private static func troubles(_ job: JobReport, _ report: RunReport) -> Entry {
        var entry = Entry(state: job.outcomeWords, verdict: job.verdict, title: job.job)
        for trouble in job.troubles.filter({ !$0.isWarning }) + job.troubles.filter(\.isWarning) {
            let text = trouble.error.summary
            entry.lines.append(trouble.isWarning ? .warning(text) : .error(text))
            if let hint = trouble.error.hint { entry.lines.append(.hint(hint)) }
        }
        if job.troubles.isEmpty { entry.lines.append(.error("the log says why")) }
        entry.lines += TroubledTargets(job, now: report.finished).lines
        if !job.isDone || job.missesTarget { entry.lines += NextSteps.lines(after: job, report) }
        return entry
    }

    private static func oneLine(_ job: JobReport) -> Entry {
        Entry(state: job.outcomeWords, verdict: job.verdict, title: job.job + duration(of: job))
    }

    private static func everything(_ job: JobReport) -> Entry {
        var entry = oneLine(job)
        for target in job.record?.targets ?? [] { entry.lines += lines(target, of: job) }
        entry.lines += expired(job.record?.expiries ?? [])
        return entry
    }

    private static func duration(of job: JobReport) -> String {
        guard let record = job.record else { return "" }
        return ", \(DurationText.describe(.seconds(record.finished.timeIntervalSince(record.started))))"
    }

    // MARK: Lines

    private static func lines(_ target: TargetRecord, of job: JobReport) -> [Line] {
        let stored = target.deliveries.filter { $0.problem == nil }.map(\.storage)
        let failed = target.deliveries.filter { $0.problem != nil }.map(\.storage)
        guard !stored.isEmpty else { return [.plain("\(target.target): nothing new")] }
        var lines: [Line] = [
            .plain(
                "\(target.target): \(ByteSize(bytes: target.plainBytes)) "
                    + "in \(DurationText.describe(.seconds(target.seconds)))"),
            .detail(
                "stored \(ByteSize(bytes: target.storedBytes))\(change(target, of: job)) "
                    + "on \(stored.joined(separator: ", "))"),
        ]
        if !failed.isEmpty { lines.append(.detail("not on \(failed.joined(separator: ", "))")) }
        if target.losses > 0 { lines.append(.detail("\(target.losses) missing or torn")) }
        return lines
    }

    /// ` (+3 %)`, against the backup before this one, on the first storage that has one.
    private static func change(_ target: TargetRecord, of job: JobReport) -> String {
        let before = job.status?.storages.lazy.compactMap { $0.targets[target.target]?.previousStoredBytes }.first
        return SizeChange.words(from: before, to: target.storedBytes).map { " (\($0))" } ?? ""
    }

    private static func expired(_ expiries: [ExpiryRecord]) -> [Line] {
        let removed = Dictionary(grouping: expiries.filter { $0.target != nil && !$0.removed.isEmpty }, by: \.storage)
        let words = removed.keys.sorted().map { storage in
            "\((removed[storage] ?? []).reduce(0) { $0 + $1.removed.count }) on \(storage)"
        }
        return words.isEmpty ? [] : [.plain("expired: \(words.joined(separator: ", "))")]
    }
}
