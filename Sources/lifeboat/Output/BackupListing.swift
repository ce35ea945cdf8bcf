import Foundation
import LifeboatCore
import LifeboatEngine

/// The backups of some jobs, as a table, as JSON, or as names.
struct BackupListing: Sendable {
    private struct Document: Encodable {
        var backups: [Entry]
    }

    private struct Entry: Encodable {
        var id: BackupID
        var job: String
        var target: String
        var storage: String
        var started: Date
        var storedBytes: Int64
        var object: String?
        var complete: Bool
        var verified: Date?
        var verifiedOk: Bool?
    }

    private var entries: [Entry] = []
    private var notes: [String] = []

    mutating func add(_ catalogue: Catalogue, of job: String) {
        entries += catalogue.backups.map { found in
            let backup = found.backup
            return Entry(
                id: backup.id, job: job, target: backup.targetName, storage: found.storage.name,
                started: backup.started, storedBytes: backup.object?.size ?? 0, object: backup.object?.key.path,
                complete: !backup.isPartial && backup.object != nil, verified: backup.lastFinding?.at,
                verifiedOk: backup.lastFinding?.ok)
        }
        if let hint = catalogue.emptyHint { notes.append("job \(job): no backups; \(hint)") }
    }

    func write(as format: ListFormat) throws {
        let sorted = entries.sorted {
            ($0.job, $0.target, $1.id, $0.storage) < ($1.job, $1.target, $0.id, $1.storage)
        }
        switch format {
        case .json: try JSONOutput.write(Document(backups: sorted))
        case .name:
            let names = sorted.map { "\($0.job)/\($0.target)/\($0.id)\n" }
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
                    ByteSize(bytes: entry.storedBytes).description, entry.storage, Self.state(entry),
                ])
            }
            try DescriptorWriter.standardOutput.write(table.text)
            for note in notes { Terminal.standardError.write("\(note)\n") }
        }
    }

    private static func state(_ entry: Entry) -> String {
        var words: [String] = []
        if entry.object == nil { words.append("object missing") } else if !entry.complete { words.append("partial") }
        if let ok = entry.verifiedOk, let at = entry.verified {
            words.append(ok ? "verified \(UTCTime.extended(at).prefix(10))" : "DAMAGED")
        }
        return words.isEmpty ? "complete" : words.joined(separator: ", ")
    }
}
