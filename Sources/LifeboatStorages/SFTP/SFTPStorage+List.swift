package import LifeboatCore

extension SFTPStorage {
    private static let pageSize = 1_000

    /// The names of a few folders are held in memory at a time, and one page of objects.
    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        var objects: [StoredObject] = []
        try await walk(from: prefix) { folder in
            for entry in folder.entries where entry.attributes.isFile {
                // Skips temporary files and whatever else never was a key: `lost+found` and its like.
                guard let component = KeyComponent(escaped: entry.name) else { continue }
                objects.append(
                    StoredObject(
                        key: folder.key.appending(component), size: Int64(clamping: entry.attributes.size ?? 0),
                        modified: entry.attributes.modified))
                if objects.count >= Self.pageSize {
                    try await page(objects)
                    objects.removeAll(keepingCapacity: true)
                }
            }
        }
        if !objects.isEmpty { try await page(objects) }
    }
}
