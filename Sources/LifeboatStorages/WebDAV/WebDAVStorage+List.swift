package import LifeboatCore

extension WebDAVStorage {
    private static let pageSize = 1_000
    /// How many folders are looked at at the same time.
    private static let lanes = 8

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await walk(prefix) { folder, entries in
            let objects = try entries.compactMap { name, entry -> StoredObject? in
                // Skips temporary files (a leading dot) and whatever else never was a key.
                guard !entry.isFolder, let component = KeyComponent(escaped: name) else { return nil }
                return try object(folder.appending(component), entry)
            }
            for start in stride(from: 0, to: objects.count, by: Self.pageSize) {
                try await page(Array(objects[start..<min(start + Self.pageSize, objects.count)]))
            }
        }
    }

    /// Looks into a folder and everything below it. What lies in the folders that are looked at is held in memory, and the
    /// names of those that wait.
    func walk(
        _ folder: ObjectKey, _ visit: (ObjectKey, [(name: String, entry: WebDAVEntry)]) async throws -> Void
    ) async throws {
        var waiting = [folder]
        while !waiting.isEmpty {
            try Task.checkCancellation()
            // The last ones first: so few wait at any time.
            let next = waiting.suffix(Self.lanes)
            waiting.removeLast(next.count)
            for (folder, entries) in try await contents(of: next) {
                for (name, entry) in entries where entry.isFolder {
                    if let component = KeyComponent(escaped: name) { waiting.append(folder.appending(component)) }
                }
                try await visit(folder, entries)
            }
        }
    }

    /// What lies directly in each folder, asked for at the same time. Folders that are gone are left out.
    private func contents(
        of folders: ArraySlice<ObjectKey>
    ) async throws -> [ObjectKey: [(name: String, entry: WebDAVEntry)]] {
        try await withThrowingTaskGroup(of: (ObjectKey, [(name: String, entry: WebDAVEntry)]?).self) { group in
            for folder in folders { group.addTask { (folder, try await entries(of: folder)) } }
            var found: [ObjectKey: [(name: String, entry: WebDAVEntry)]] = [:]
            for try await (folder, entries) in group { found[folder] = entries }
            return found
        }
    }
}
