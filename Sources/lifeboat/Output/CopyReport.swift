import Foundation
import LifeboatCore
import LifeboatEngine

/// What was copied from one storage to another, what was not, and why.
struct CopyReport: Sendable {
    private struct Document: Encodable {
        var copies: [Entry]
        var problems: [String]
    }

    private typealias Entry = ReportedBackup<Details>

    private struct Details: Encodable {
        /// The storage that holds it.
        var from: String
        /// `copy`, `leave`, or `none` where it is there already.
        var decision: String
        var why: String
        var storedBytes: Int64
        /// Of one that was to be copied: `copied` or `failed`, after an interruption too.
        var result: String?
    }

    private let isDry: Bool
    private let title: String
    /// Where it was looked.
    private let place: String
    private var entries: [Entry]
    private var problems: [String] = []
    private var failures = 0

    init(_ decisions: [TransferDecision], of job: String, from: JobStorage, to: JobStorage, isDry: Bool) {
        self.isDry = isDry
        title = "\(job) from \(from.name) to \(to.name)"
        place = "\(from.name) (\(from.location))"
        entries = decisions.map { decision in
            Entry(
                decision.backup, on: to.name, of: job,
                Details(
                    from: from.name, decision: decision.isThere ? "none" : decision.isCopied ? "copy" : "leave",
                    why: decision.words, storedBytes: decision.backup.object?.size ?? 0,
                    result: decision.isCopied && !isDry ? "failed" : nil))
        }
        for (decision, entry) in zip(decisions, entries) where decision.isWanting {
            note(
                LifeboatError(.corrupted, "not copied", why: decision.words).at(entry.name),
                isWarning: decision.backup.isLost)
        }
    }

    /// What became of one that was to be copied.
    mutating func note(_ result: Result<Int64, LifeboatError>, _ backup: StoredBackup) {
        guard
            let index = entries.firstIndex(where: { $0.id == backup.id && $0.target == backup.targetName })
        else { return }
        switch result {
        case .success: entries[index].details.result = "copied"
        case .failure(let error): note(error.at(entries[index].name), isWarning: false)
        }
    }

    private mutating func note(_ error: LifeboatError, isWarning: Bool) {
        problems.append(error.summary)
        if !isWarning { failures += 1 }
        Terminal.standardError.write(ErrorText.render(error, as: isWarning ? "warning" : "error"))
    }

    var exit: Exit? {
        if failures == 0 { return nil }
        let isPartial = isDry || entries.contains { $0.details.result == "copied" }
        return Exit(isPartial ? .degraded : .failed, problems.first ?? "not everything was copied")
    }

    func write(as format: ListFormat) throws {
        switch format {
        case .json: try JSONOutput.write(Document(copies: entries, problems: problems))
        case .name:
            let copied = entries.filter { isDry ? $0.details.decision == "copy" : $0.details.result == "copied" }
            try DescriptorWriter.standardOutput.write(copied.map { "\($0.name)\n" }.joined())
        case .table:
            try DescriptorWriter.standardOutput.write(table)
            if entries.isEmpty { Terminal.standardError.write("no backups; looked at \(place)\n") }
        }
    }

    /// What is there already is only counted: it may be thousands.
    private var table: String {
        if entries.isEmpty { return "" }
        var table = Table(
            [
                ("JOB", .left), ("TARGET", .left), ("BACKUP", .left), ("SIZE", .right), ("DECISION", .left),
                ("WHY", .left),
            ]
                + (isDry ? [] : [("RESULT", .left)]))
        for entry in entries where entry.details.decision != "none" {
            table.add(
                [
                    entry.job, entry.target, entry.id.text, "\(ByteSize(bytes: entry.details.storedBytes))",
                    entry.details.decision, entry.details.why,
                ] + (isDry ? [] : [entry.details.result ?? ""]))
        }
        let text = table.text
        return text + (text.isEmpty ? "" : "\n") + "\(title): \(sum)\n"
    }

    /// `3 copied (1.20 GiB), 27 there already (9.10 GiB)`
    private var sum: String {
        func count(_ word: String, _ isCounted: (Details) -> Bool) -> String? {
            let counted = entries.map(\.details).filter(isCounted)
            guard !counted.isEmpty else { return nil }
            return "\(counted.count) \(word) (\(ByteSize(bytes: counted.reduce(0) { $0 + $1.storedBytes })))"
        }
        return [
            count("copied") { $0.result == "copied" },
            count("to be copied") { $0.decision == "copy" && $0.result == nil },
            count("failed") { $0.result == "failed" }, count("left") { $0.decision == "leave" },
            count("there already") { $0.decision == "none" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
