package import Foundation
package import LifeboatCore

extension SFTPStorage: AbandonedUploads {
    /// A put that died before its first byte leaves an empty folder: those go too when they are old, uncounted. A put
    /// that is about to use one makes it again.
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        var removed = 0
        var emptied: [ObjectKey] = []
        try await walk(from: prefix) { folder in
            var rest = folder.entries.count
            for entry in folder.entries where isAbandoned(entry, olderThan: cutoff) {
                if try await remove(entry, in: folder.key) { removed += 1 }
                rest -= 1
            }
            let isOld = folder.modified.map { $0 < cutoff } ?? false
            // Before anything in it was removed, which makes it young.
            if rest == 0, isOld || !folder.entries.isEmpty { emptied.append(folder.key) }
        }
        for key in emptied {
            try await onConnection { connection, _ in await removeEmptyFolders(from: key, connection) }
        }
        return removed
    }

    private func isAbandoned(_ entry: SFTPEntry, olderThan cutoff: Date) -> Bool {
        guard route.habits.temporaryNames.contains(entry.name), entry.attributes.isFile,
            let modified = entry.attributes.modified
        else { return false }
        return modified < cutoff
    }

    private func remove(_ entry: SFTPEntry, in key: ObjectKey) async throws -> Bool {
        try await onConnection { connection, _ in
            let status = try await connection.status(.remove(path: Self.path(path(of: key), entry.name)))
            guard status.code == .ok || status.code == .noSuchFile else {
                throw route.error(status, "remove", place(of: key))
            }
            return status.code == .ok
        }
    }
}
