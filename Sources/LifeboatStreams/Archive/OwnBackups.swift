import CArchive
import CShims
import Glibc
import LifeboatCore

/// The folders that hold a job's own backups, by what they are (device and inode) and not by how they are spelled: a
/// symlink or a bind mount leads to the same folder.
package struct OwnBackups: Sendable {
    private struct Folder: Sendable {
        var path: String
        /// `nil` until the folder exists: the first run makes it while the tree is walked.
        var identity: Identity?
    }

    private struct Identity: Sendable, Equatable {
        var device: dev_t
        var inode: ino_t

        init(_ found: stat) {
            device = found.st_dev
            inode = found.st_ino
        }
    }

    /// `O_PATH`: a folder above may be one that we must not list.
    private static let pathOnly: Int32 = 0o10_000_000

    private var folders: [Folder]

    /// - Parameter paths: absolute.
    package init(_ paths: [String]) {
        folders = paths.map { Folder(path: $0) }
    }

    /// Whether an open folder is one of them.
    mutating func contains(folder fd: Int32) -> Bool {
        guard !folders.isEmpty else { return false }
        var found = stat()
        return fstat(fd, &found) == 0 && contains(Identity(found))
    }

    /// Throws ``LifeboatError/Kind/refused`` when an open folder is one of them, or lies in one.
    ///
    /// - Parameter name: the folder's, for the error.
    mutating func refuse(folder fd: Int32, _ name: String) throws {
        guard !folders.isEmpty else { return }
        var found = stat()
        var current = fcntl(fd, F_DUPFD_CLOEXEC, 0)
        defer { close(current) }
        var below: Identity?
        // The root of a file tree is its own parent.
        while current >= 0, fstat(current, &found) == 0, Identity(found) != below {
            let identity = Identity(found)
            guard !contains(identity) else {
                throw LifeboatError(
                    .refused, "`\(name)` lies in the job's own backups", why: "each would contain all those before it",
                    hint: "correct the target, or the `backup_dir`")
            }
            below = identity
            let above = lifeboat_openat(current, "..", Self.pathOnly | O_DIRECTORY, 0)
            close(current)
            current = above
        }
    }

    private mutating func contains(_ identity: Identity) -> Bool {
        for index in folders.indices {
            if folders[index].identity == nil {
                var found = stat()
                if stat(folders[index].path, &found) == 0 { folders[index].identity = Identity(found) }
            }
            if folders[index].identity == identity { return true }
        }
        return false
    }
}
