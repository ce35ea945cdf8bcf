package import Foundation
package import LifeboatCore

extension LocalStorage: AbandonedUploads {
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        guard let folders = try openFolders(to: prefix), let start = folders.last else { return 0 }
        let removed = try removeAbandoned(in: start, olderThan: cutoff)
        if removed.anything { removeEmptyFolders(folders, prefix) }
        return removed.files
    }

    /// A put that died before its first byte leaves an empty folder: those go too when they are old, uncounted. A put
    /// that is about to use one makes it again.
    private func removeAbandoned(
        in folder: LocalFolder, olderThan cutoff: Date
    ) throws -> (files: Int, anything: Bool) {
        try Task.checkCancellation()
        var removed = (files: 0, anything: false)
        for entry in try folder.entries() {
            if KeyComponent(escaped: entry.name) != nil {
                guard entry.kind != .file, let below = try folder.folder(entry.name) else { continue }
                // Before anything in it is removed, which makes it young.
                let isOld = try folder.status(of: entry.name).map { $0.modified < cutoff } ?? false
                let removedBelow = try removeAbandoned(in: below, olderThan: cutoff)
                removed.files += removedBelow.files
                if removedBelow.anything { removed.anything = true }
                if isOld || removedBelow.anything, folder.removeEmptyFolder(entry.name) { removed.anything = true }
            } else if TemporaryNames().contains(entry.name), let status = try folder.status(of: entry.name),
                status.isFile, status.modified < cutoff,
                try folder.removeFile(entry.name)
            {
                removed.files += 1
                removed.anything = true
            }
        }
        return removed
    }
}
