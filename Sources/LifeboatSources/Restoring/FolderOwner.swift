import Foundation
import LifeboatCore

/// Gives what is restored to whoever owns the folder that it goes to, so that a server that runs as another user
/// can start on it. Only root can, and only root has to.
enum FolderOwner {
    /// - Parameter path: a file or folder of ours that nobody else has reached yet.
    static func adopt(_ path: String, from folder: String) throws {
        var found = stat()
        guard geteuid() == 0, stat(folder, &found) == 0, found.st_uid != 0 || found.st_gid != 0 else { return }
        guard lchown(path, found.st_uid, found.st_gid) == 0 else {
            throw LifeboatError(errno: errno, "give away", path)
        }
    }
}
