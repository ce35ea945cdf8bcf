package import Foundation
package import LifeboatCore

extension LocalStorage: AbandonedUploads {
    static let temporaryPrefix = ".lifeboat-"
    static let temporarySuffix = ".tmp"

    /// A leading dot: never the name of an object.
    static func temporaryName(_ random: UInt64) -> String {
        let digits = String(random, radix: 16)
        return temporaryPrefix + String(repeating: "0", count: 16 - digits.count) + digits + temporarySuffix
    }

    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        guard let folders = try openFolders(to: prefix), let start = folders.last else { return 0 }
        let removed = try removeAbandoned(in: start, olderThan: cutoff)
        if removed > 0 { removeEmptyFolders(folders, prefix) }
        return removed
    }

    private func removeAbandoned(in folder: LocalFolder, olderThan cutoff: Date) throws -> Int {
        try Task.checkCancellation()
        var removed = 0
        for entry in try folder.entries() {
            if KeyComponent(escaped: entry.name) != nil {
                guard entry.kind != .file, let below = try folder.folder(entry.name) else { continue }
                let removedBelow = try removeAbandoned(in: below, olderThan: cutoff)
                if removedBelow > 0 { _ = folder.removeEmptyFolder(entry.name) }
                removed += removedBelow
            } else if entry.name.hasPrefix(Self.temporaryPrefix), entry.name.hasSuffix(Self.temporarySuffix),
                let status = try folder.status(of: entry.name), status.isFile, status.modified < cutoff,
                try folder.removeFile(entry.name)
            {
                removed += 1
            }
        }
        return removed
    }
}
