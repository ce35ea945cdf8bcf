import Foundation
import LifeboatCore

/// The folder of `restore --to`.
enum RestoreFolder {
    /// Nothing that lies there may be mistaken for what was restored, or be written over.
    static func requireEmpty(_ path: String) throws {
        guard let folder = opendir(path) else {
            switch errno {
            case ENOENT: return
            case ENOTDIR: throw LifeboatError(.refused, "\(path) is not a folder", hint: "name a folder, or a new name")
            case let number: throw LifeboatError(errno: number, "open the folder", path)
            }
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
            guard name == Array(".".utf8) || name == Array("..".utf8) else {
                throw LifeboatError(
                    .refused, "\(path) is not empty",
                    hint: "name an empty or new folder, or add --force to write over what has the same name there")
            }
        }
    }
}
