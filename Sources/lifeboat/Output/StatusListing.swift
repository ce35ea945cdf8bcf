import Foundation
import LifeboatCore

/// How jobs are doing, the worst first: as a table, as JSON, or as names.
struct StatusListing: Sendable {
    private struct Document: Encodable {
        var checked: Date
        var status: [StatusEntry]
        /// What could not be read beside that.
        var problems: [String]
    }

    private let now: Date
    private let entries: [StatusEntry]
    /// Of people's interest only.
    private let notes: [String]
    /// About targets that are gone, each once.
    private let warnings: [LifeboatError]
    private let failures: [(error: LifeboatError, isWarning: Bool)]

    init(_ statuses: [JobStatus], now: Date) {
        self.now = now
        entries = statuses.flatMap { Self.entries($0, now) }.sorted(by: Self.comesFirst)
        warnings = statuses.flatMap(\.goneTargets)
        failures = statuses.flatMap(\.failures)
        notes = statuses.filter { $0.expected == nil }.map { status in
            "job \(status.job): nothing can be too old, since no `expect_every` says how often a backup is expected"
        }
    }

    /// The worst of what counts.
    var exit: Exit? {
        let counting = entries.filter(\.required)
        for code in [LifeboatCore.ExitCode.failed, .degraded] {
            guard let worst = counting.first(where: { $0.verdict.exitCode == code }) else { continue }
            return Exit(code, "\(worst.title): \(worst.verdict.words)")
        }
        return nil
    }

    func write(as format: ListFormat) throws {
        switch format {
        case .json:
            let problems = failures.map(\.error.summary)
            try JSONOutput.write(Document(checked: now, status: entries, problems: problems))
        case .name:
            var seen: Set<String> = []
            let names = entries.map { [$0.job, $0.target].compactMap(\.self).joined(separator: "/") + "\n" }
            try DescriptorWriter.standardOutput.write(names.filter { seen.insert($0).inserted }.joined())
        case .table:
            try DescriptorWriter.standardOutput.write(table.text)
            for entry in entries where entry.verdict != .unreachable {
                guard let problem = entry.problem, ![.gone, .fine, .retired].contains(entry.verdict) else { continue }
                Terminal.standardError.write("\(entry.title): the last run: \(problem)\n")
            }
            for warning in warnings { Terminal.standardError.write(ErrorText.render(warning, as: "warning")) }
            for note in notes { Terminal.standardError.write("note: \(note)\n") }
        }
        for (error, isWarning) in failures {
            Terminal.standardError.write(ErrorText.render(error, as: isWarning ? "warning" : "error"))
        }
    }

    // MARK: Entries

    private static func entries(_ status: JobStatus, _ now: Date) -> [StatusEntry] {
        status.storages.flatMap { storage in
            guard !storage.targets.isEmpty else { return [StatusEntry(status, storage, nil, now: now)] }
            return storage.targets.map { StatusEntry(status, storage, ($0.key, $0.value), now: now) }
        }
    }

    /// The worst verdict; what counts before what does not; the oldest; then by name.
    private static func comesFirst(_ left: StatusEntry, _ right: StatusEntry) -> Bool {
        if left.verdict != right.verdict { return left.verdict < right.verdict }
        if left.required != right.required { return left.required }
        if left.ageSeconds != right.ageSeconds { return left.ageSeconds ?? 0 > right.ageSeconds ?? 0 }
        return (left.job, left.target ?? "", left.storage) < (right.job, right.target ?? "", right.storage)
    }

    // MARK: Table

    private var table: Table {
        var table = Table([
            ("STATE", .left), ("JOB", .left), ("TARGET", .left), ("STORAGE", .left), ("AGE", .right),
            ("EXPECTED", .right), ("STORED", .right), ("CHANGE", .right), ("KEPT", .right), ("VERIFIED", .left),
            ("LAST RUN", .left),
        ])
        for entry in entries {
            table.add([
                entry.verdict.words, entry.job, entry.target ?? "-", entry.storage,
                entry.newest.map(age) ?? "-",
                entry.expectEverySeconds.map { DurationText.describe(.seconds($0)) } ?? "-",
                entry.storedBytes.map { ByteSize(bytes: $0).description } ?? "-",
                SizeChange.words(from: entry.previousStoredBytes, to: entry.storedBytes) ?? "-",
                entry.retained.map(String.init) ?? "-", verified(entry), lastRun(entry),
            ])
        }
        return table
    }

    private func age(_ date: Date) -> String {
        DurationText.describe(.seconds(max(1, Int64(now.timeIntervalSince(date)))))
    }

    private func verified(_ entry: StatusEntry) -> String {
        guard let at = entry.verified, let isOk = entry.verifiedOk else { return "never" }
        return "\(age(at)) ago\(isOk ? "" : ", DAMAGED")"
    }

    private func lastRun(_ entry: StatusEntry) -> String {
        guard let outcome = entry.lastOutcome, let at = entry.lastAttempt else { return "-" }
        return "\(outcome.rawValue) \(age(at)) ago"
    }
}
