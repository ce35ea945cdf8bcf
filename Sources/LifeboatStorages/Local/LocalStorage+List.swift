import Foundation
package import LifeboatCore

extension LocalStorage {
    private static let pageSize = 1_000

    /// Walks the folders. The names of one folder are held in memory at a time per level, and one page of objects.
    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        guard let start = try openFolders(to: prefix)?.last else { return }
        var objects: [StoredObject] = []
        try await list(start, prefix, &objects, page)
        if !objects.isEmpty { try await page(objects) }
    }

    private func list(
        _ folder: LocalFolder, _ prefix: ObjectKey, _ objects: inout [StoredObject],
        _ page: ([StoredObject]) async throws -> Void
    ) async throws {
        try Task.checkCancellation()
        for entry in try folder.entries() {
            // Skips temporary files (a leading dot) and whatever else never was a key: `lost+found` and its like.
            guard let component = KeyComponent(escaped: entry.name) else { continue }
            let key = prefix.appending(component)
            if entry.kind != .folder, let status = try folder.status(of: entry.name), status.isFile {
                objects.append(StoredObject(key: key, size: Int64(status.st_size), modified: status.modified))
                if objects.count >= Self.pageSize {
                    try await page(objects)
                    objects.removeAll(keepingCapacity: true)
                }
            } else if entry.kind != .file, let below = try folder.folder(entry.name) {
                try await list(below, key, &objects, page)
            }
        }
    }
}
