import Foundation
import LifeboatCore
import LifeboatEngine

/// A backup in a report: which one it is, and what this report says about it. In JSON it is one flat object.
struct ReportedBackup<Details: Encodable & Sendable>: Encodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case id, job, target, storage, started
    }

    let id: BackupID
    let job: String
    let target: String
    let storage: String
    var details: Details

    init(_ backup: StoredBackup, on storage: String, of job: String, _ details: Details) {
        id = backup.id
        self.job = job
        target = backup.targetName
        self.storage = storage
        self.details = details
    }

    var started: Date { id.started }

    /// As `-o name` shows it.
    var name: String { "\(job)/\(target)/\(id)" }

    /// For messages.
    var title: String { "\(name) on \(storage)" }

    func encode(to encoder: any Encoder) throws {
        try details.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(job, forKey: .job)
        try values.encode(target, forKey: .target)
        try values.encode(storage, forKey: .storage)
        try values.encode(started, forKey: .started)
    }
}
