import Foundation
import LifeboatCore
import LifeboatTesting

@testable import LifeboatStorages

extension LocalStorage {
    /// One that must do without exclusive renames, as on NFS.
    static func linking(_ folder: String) -> LocalStorage {
        LocalStorage(
            folder: folder, pool: BlockPool(), durable: false, randomness: { .random(in: .min ... .max) },
            exclusiveRename: .link)
    }
}

extension ScratchFolder {
    /// Every name below, hidden ones too, as `find` sees them.
    func everything(in name: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: self(name)) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: self(name)).sorted()
    }
}

/// The permission bits of a file or folder, not followed when it is a link.
func mode(_ path: String) -> mode_t {
    var found = stat()
    return lstat(path, &found) == 0 ? found.st_mode & 0o7777 : 0
}
