import Foundation
import LifeboatCore

extension SFTPStorage {
    /// How many folders are read at the same time: each takes a few round trips, and there is one for each backup.
    private static let foldersAtOnce = 16

    /// Visits every folder from `prefix` down, in no particular order. The next ones are read meanwhile; names of what
    /// cannot be a key are passed over, but for temporary files.
    func walk(from prefix: ObjectKey, _ visit: (SFTPFolder) async throws -> Void) async throws {
        var waiting = [SFTPFolder(key: prefix, entries: [])]
        try await withThrowingTaskGroup(of: SFTPFolder.self) { group in
            var reading = 0
            while true {
                // The deepest first, so that few of them wait.
                while reading < Self.foldersAtOnce, let folder = waiting.popLast() {
                    group.addTask { try await self.filled(folder) }
                    reading += 1
                }
                guard let folder = try await group.next() else { return }
                reading -= 1
                for entry in folder.entries where entry.attributes.isFolder {
                    guard let component = KeyComponent(escaped: entry.name) else { continue }
                    waiting.append(
                        SFTPFolder(
                            key: folder.key.appending(component), modified: entry.attributes.modified, entries: []))
                }
                try await visit(folder)
            }
        }
    }

    private func filled(_ folder: SFTPFolder) async throws -> SFTPFolder {
        var folder = folder
        folder.entries = try await onConnection { connection, _ in
            var entries = try await connection.entries(path(of: folder.key), place(of: folder.key))
            for index in entries.indices where entries[index].attributes.permissions == nil {
                // This server tells names only.
                let path = Self.path(path(of: folder.key), entries[index].name)
                if let attributes = try await connection.linkStatus(path, place(of: folder.key)) {
                    entries[index].attributes = attributes
                }
            }
            return entries
        }
        return folder
    }
}
