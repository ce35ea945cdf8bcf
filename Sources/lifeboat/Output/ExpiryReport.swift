import Foundation
import LifeboatCore
import LifeboatEngine

/// The decisions of an expiry, with their reasons, and what went wrong in applying them.
struct ExpiryReport: Sendable {
    private struct Document: Encodable {
        var decisions: [Entry]
        var problems: [String]
    }

    typealias Entry = ReportedBackup<Details>

    struct Details: Encodable {
        /// `keep` or `remove`.
        var decision: String
        var why: String
        /// Whether only the receipt is left of it.
        var lost: Bool
        /// What it takes up there.
        var storedBytes: Int64
        /// Of a real run: `removed`, `retained` (the storage's own lock keeps it for now), `failed` (it is still there) or
        /// `kept`.
        var result: String?
    }

    private let isDry: Bool
    private var entries: [Entry] = []
    private var problems: [String] = []
    /// For people only.
    private var notes: [String] = []
    /// Whether a storage failed that has to work.
    private var isDegraded = false

    init(isDry: Bool) {
        self.isDry = isDry
    }

    mutating func add(_ plans: [ExpiryPlan], of job: String) {
        for plan in plans {
            let added = plan.retention.decisions.map { decision in
                entry(
                    decision.item, on: plan.storage, of: job, isKept: decision.isKept, why: decision.reason)
            }
            entries += added
            // Whatever is decided about it: that an object vanished is news.
            for entry in added where entry.details.lost {
                Terminal.standardError.write("warning: \(entry.title): its object is gone\n")
            }
        }
    }

    mutating func add(abandoned: [StoredBackup], on storage: String, of job: String) {
        entries += abandoned.map {
            entry($0, on: storage, of: job, isKept: false, why: "no receipt: left by a crashed run")
        }
    }

    private func entry(
        _ backup: StoredBackup, on storage: String, of job: String, isKept: Bool, why: String
    ) -> Entry {
        Entry(
            backup, on: storage, of: job,
            Details(
                decision: isKept ? "keep" : "remove", why: why, lost: backup.isLost,
                storedBytes: backup.object?.size ?? 0, result: isDry ? nil : isKept ? "kept" : "failed"))
    }

    /// What became of a plan.
    mutating func add(_ record: ExpiryRecord, of job: String) {
        let (removed, retained) = (Set(record.removed), Set(record.retained ?? []))
        for index in entries.indices where entries[index].details.decision == "remove" {
            let entry = entries[index]
            // What crashed runs left is recorded with its target, as it may be of any.
            let name = record.target == nil ? "\(entry.target)/\(entry.id)" : entry.id.text
            guard entry.job == job, entry.storage == record.storage,
                record.target == nil || record.target == entry.target
            else { continue }
            if removed.contains(name) { entries[index].details.result = "removed" }
            if retained.contains(name) { entries[index].details.result = "retained" }
        }
        guard let problem = record.problem else { return }
        note(
            LifeboatError(.failed, problem, hint: record.hint).at("storage \(record.storage)").at("job \(job)"),
            isWarning: !record.required)
    }

    /// - Parameter isWarning: whether the exit status does not tell of it.
    mutating func note(_ error: LifeboatError, isWarning: Bool) {
        problems.append(error.summary)
        if !isWarning { isDegraded = true }
        Terminal.standardError.write(ErrorText.render(error, as: isWarning ? "warning" : "error"))
    }

    /// A storage that has nothing of a job: no failure, but perhaps a mistyped place.
    mutating func note(nothingOn storage: JobStorage, of job: String) {
        notes.append("job \(job): no backups; looked at \(storage.name) (\(storage.location))")
    }

    var exit: Exit? { isDegraded ? Exit(.degraded, problems.first ?? "the expiry failed") : nil }

    func write(as format: ListFormat) throws {
        switch format {
        case .json: try JSONOutput.write(Document(decisions: entries, problems: problems))
        case .name:
            let removed = entries.filter {
                isDry ? $0.details.decision == "remove" : $0.details.result == "removed"
            }
            try DescriptorWriter.standardOutput.write(removed.map { "\($0.name)\t\($0.storage)\n" }.joined())
        case .table:
            try DescriptorWriter.standardOutput.write(ExpiryTable(entries).text)
            for note in notes { Terminal.standardError.write("\(note)\n") }
        }
    }
}
