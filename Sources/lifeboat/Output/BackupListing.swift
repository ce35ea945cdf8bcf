import Foundation
import LifeboatCore
import LifeboatEngine

/// The backups of some jobs, as a table, as JSON, or as names.
struct BackupListing: Sendable {
    private struct Document: Encodable {
        var backups: [Entry]
    }

    private typealias Entry = ReportedBackup<Details>

    private struct Details: Encodable {
        var storedBytes: Int64
        var object: String?
        var complete: Bool
        /// Dated after now.
        var inFuture: Bool
        var verified: Date?
        var verifiedOk: Bool?
    }

    private let now: Date
    private var entries: [Entry] = []
    /// For people only.
    private var notes: [String] = []
    private var failures: [String] = []

    init(now: Date) {
        self.now = now
    }

    /// - Parameter id: only this backup.
    /// - Returns: whether there was anything.
    mutating func add(_ catalogue: Catalogue, of job: String, id: BackupID?) -> Bool {
        let shown = catalogue.backups.filter { id == nil || $0.backup.id == id }
        entries += shown.map { found in
            let backup = found.backup
            return Entry(
                backup, on: found.storage.name, of: job,
                Details(
                    storedBytes: backup.object?.size ?? 0, object: backup.object?.key.path,
                    complete: !backup.isPartial && backup.object != nil, inFuture: backup.isInFuture(now),
                    verified: backup.lastFinding?.at, verifiedOk: backup.lastFinding?.ok))
        }
        return !shown.isEmpty
    }

    /// Why there is nothing of a job; no failure.
    mutating func note(_ nothing: LifeboatError, of job: String) {
        notes.append("job \(job): " + [nothing.what, nothing.hint].compactMap(\.self).joined(separator: "; "))
    }

    /// A storage that did not answer.
    mutating func note(_ failure: LifeboatError, isWarning: Bool) {
        failures.append(ErrorText.render(failure, as: isWarning ? "warning" : "error"))
    }

    func write(as format: ListFormat) throws {
        let sorted = entries.sorted {
            ($0.job, $0.target, $1.id, $0.storage) < ($1.job, $1.target, $0.id, $1.storage)
        }
        switch format {
        case .json: try JSONOutput.write(Document(backups: sorted))
        case .name:
            let names = sorted.map { "\($0.name)\n" }
            var seen: Set<String> = []
            try DescriptorWriter.standardOutput.write(names.filter { seen.insert($0).inserted }.joined())
        case .table:
            var table = Table([
                ("JOB", .left), ("TARGET", .left), ("BACKUP", .left), ("STARTED", .left), ("STORED", .right),
                ("STORAGE", .left), ("STATE", .left),
            ])
            for entry in sorted {
                table.add([
                    entry.job, entry.target, entry.id.text, UTCTime.extended(entry.started),
                    ByteSize(bytes: entry.details.storedBytes).description, entry.storage, Self.state(entry.details),
                ])
            }
            try DescriptorWriter.standardOutput.write(table.text)
            for note in notes { Terminal.standardError.write("\(note)\n") }
        }
        for failure in failures { Terminal.standardError.write(failure) }
    }

    private static func state(_ details: Details) -> String {
        var words: [String] = []
        if details.inFuture { words.append("IN THE FUTURE") }
        if details.object == nil {
            words.append("object missing")
        } else if !details.complete {
            words.append("partial")
        }
        if let ok = details.verifiedOk, let at = details.verified {
            words.append(ok ? "verified \(UTCTime.extended(at).prefix(10))" : "DAMAGED")
        }
        return words.isEmpty ? "complete" : words.joined(separator: ", ")
    }
}
