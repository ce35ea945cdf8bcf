import LifeboatCore
import Synchronization

/// What the label within a backup says: where its WAL begins.
final class BaseBackupFacts: Sendable {
    private let label = Mutex("")

    func read(label text: [UInt8]) { label.withLock { $0 = String(decoding: text, as: UTF8.self) } }

    var values: [String: String] {
        let names = [
            "START WAL LOCATION": "wal_position", "START TIMELINE": "timeline", "BACKUP FROM": "backup_from",
        ]
        var values: [String: String] = [:]
        for line in label.withLock({ $0 }).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let name = names[parts[0]] else { continue }
            let value = parts[1].drop { $0 == " " }
            // The name of the WAL file follows the position.
            values[name] = String(name == "wal_position" ? value.prefix { $0 != " " } : value)
        }
        return values
    }
}
