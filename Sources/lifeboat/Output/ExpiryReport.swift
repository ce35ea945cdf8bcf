import Foundation
import LifeboatCore
import LifeboatEngine

/// The decisions of an expiry, with their reasons, and what went wrong in applying them.
struct ExpiryReport: Sendable {
    private struct Document: Encodable {
        var decisions: [Entry]
        var problems: [String]
    }

    private typealias Entry = ReportedBackup<Details>

    private struct Details: Encodable {
        /// `keep` or `remove`.
        var decision: String
        var why: String
        /// Whether only the receipt is left of it.
        var lost: Bool
        /// Of a real run: `removed`, `failed` (it is still there) or `kept`.
        var result: String?
    }

    private let isDry: Bool
    private var entries: [Entry] = []
    private var problems: [String] = []

    init(isDry: Bool) {
        self.isDry = isDry
    }

    var hasProblems: Bool { !problems.isEmpty }

    mutating func add(_ plans: [ExpiryPlan], of job: String) {
        for plan in plans {
            let added = plan.retention.decisions.map { decision in
                Entry(
                    decision.item, on: plan.storage, of: job,
                    Details(
                        decision: decision.isKept ? "keep" : "remove", why: decision.reason, lost: decision.item.isLost,
                        result: isDry ? nil : decision.isKept ? "kept" : "failed"))
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
            Entry(
                $0, on: storage, of: job,
                Details(
                    decision: "remove", why: "no receipt: left by a crashed run", lost: false,
                    result: isDry ? nil : "failed"))
        }
    }

    mutating func add(_ record: ExpiryRecord, of job: String) {
        let removed = Set(record.removed)
        for index in entries.indices where entries[index].details.decision == "remove" {
            let entry = entries[index]
            // What crashed runs left is recorded with its target, as it may be of any.
            let name = record.target == nil ? "\(entry.target)/\(entry.id)" : entry.id.text
            guard entry.job == job, entry.storage == record.storage, removed.contains(name),
                record.target == nil || record.target == entry.target
            else { continue }
            entries[index].details.result = "removed"
        }
        guard let problem = record.problem else { return }
        note(LifeboatError(.failed, problem, hint: record.hint).at("storage \(record.storage)").at("job \(job)"))
    }

    mutating func note(_ error: LifeboatError) {
        problems.append(error.summary)
        Terminal.standardError.write(ErrorText.render(error))
    }

    func write(as format: ListFormat) throws {
        switch format {
        case .json: try JSONOutput.write(Document(decisions: entries, problems: problems))
        case .name:
            let removed = entries.filter {
                isDry ? $0.details.decision == "remove" : $0.details.result == "removed"
            }
            try DescriptorWriter.standardOutput.write(removed.map { "\($0.name) \($0.storage)\n" }.joined())
        case .table:
            var table = Table(
                [
                    ("JOB", .left), ("TARGET", .left), ("STORAGE", .left), ("BACKUP", .left), ("DECISION", .left),
                    ("WHY", .left),
                ] + (isDry ? [] : [("RESULT", .left)]))
            for entry in entries {
                table.add(
                    [
                        entry.job, entry.target, entry.storage, entry.id.text, entry.details.decision,
                        entry.details.why,
                    ] + (entry.details.result.map { [$0] } ?? []))
            }
            try DescriptorWriter.standardOutput.write(table.text)
        }
    }
}
