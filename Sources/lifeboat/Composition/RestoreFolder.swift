import Foundation
import LifeboatCore

/// The folder of `restore --to`.
enum RestoreFolder {
    /// Nothing that lies there may be mistaken for what was restored, or be written over.
    static func requireEmpty(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw LifeboatError(.refused, "\(path) is not a folder") }
        guard try FileManager.default.contentsOfDirectory(atPath: path).isEmpty else {
            throw LifeboatError(
                .refused, "\(path) is not empty",
                hint: "name an empty or new folder, or add --force to write over what has the same name there")
        }
    }
}
