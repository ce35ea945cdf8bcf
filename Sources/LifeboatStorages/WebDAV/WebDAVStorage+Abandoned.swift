package import Foundation
package import LifeboatCore

extension WebDAVStorage: AbandonedUploads {
    /// Folders that are empty and that old go too, uncounted.
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        var removed = 0
        /// How much is left in each folder.
        var left: [ObjectKey: Int] = [:]
        /// Seen before anything in them is removed, which makes them young.
        var oldFolders: Set<ObjectKey> = []
        func note(_ folder: ObjectKey, _ entry: WebDAVEntry) {
            if entry.isFolder, let modified = entry.modified, modified < cutoff { oldFolders.insert(folder) }
        }
        if prefix != .root, let entry = try await entry(at: components(of: prefix)) { note(prefix, entry) }
        try await walk(prefix) { folder, entries in
            left[folder] = entries.count
            for (name, entry) in entries {
                if let component = KeyComponent(escaped: name) {
                    note(folder.appending(component), entry)
                } else if isAbandoned(name, entry, cutoff) {
                    try await remove(path(of: components(of: folder) + [name]))
                    left[folder, default: 0] -= 1
                    removed += 1
                }
            }
        }
        // The deepest first.
        for folder in oldFolders.sorted(by: { $0.components.count > $1.components.count }) where left[folder] == 0 {
            // Not what somebody has put there meanwhile.
            guard try await entries(of: folder)?.isEmpty == true else { continue }
            try await remove(path(of: components(of: folder)) + "/")
            left[folder.parent, default: 0] -= 1
        }
        return removed
    }

    private func isAbandoned(_ name: String, _ entry: WebDAVEntry, _ cutoff: Date) -> Bool {
        guard !entry.isFolder, TemporaryNames().contains(name), let modified = entry.modified else { return false }
        return modified < cutoff
    }
}
