import CShims
import Foundation
import LifeboatCore

/// A file that gets its name only when it is whole. Until ``commit()`` it lies under a name of its own beside it,
/// 0600; ``discard()`` removes it without a trace.
struct PendingFile: Sendable {
    /// Where it lies until it is renamed.
    let path: String
    /// Where it belongs.
    let destination: String
    private let replace: Bool

    /// Makes the folders above (0700) and an empty file. Refuses a destination that exists unless it may be replaced.
    init(for destination: String, replace: Bool) throws {
        self.destination = destination
        self.replace = replace
        var existing = stat()
        if lstat(destination, &existing) == 0 {
            guard replace else { throw Self.exists(destination) }
            guard existing.st_mode & S_IFMT == S_IFREG else {
                throw LifeboatError(.refused, "cannot replace \(destination)", why: "it is not a regular file")
            }
        }
        let folder = (destination as NSString).deletingLastPathComponent
        try RestoreFolders.make(Array(folder.utf8))
        path = "\(folder)/.lifeboat-\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
        let descriptor = lifeboat_open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "create", path) }
        close(descriptor)
    }

    /// Flushes the file to the disk and gives it its name, in one step.
    ///
    /// - Parameter prepare: what must be out of the way before the name is given, and not before the file is safe.
    func commit(afterFlush prepare: () throws -> Void = {}) throws {
        try flush(path, O_RDWR)
        try prepare()
        let result = replace ? rename(path, destination) : lifeboat_rename_exclusively(AT_FDCWD, path, destination)
        guard result == 0 else {
            throw errno == EEXIST ? Self.exists(destination) : LifeboatError(errno: errno, "create", destination)
        }
        try flush((destination as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
    }

    func discard() { unlink(path) }

    private func flush(_ path: String, _ flags: Int32) throws {
        let descriptor = lifeboat_open(path, flags, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LifeboatError(errno: errno, "flush", path) }
    }

    private static func exists(_ path: String) -> LifeboatError {
        LifeboatError(
            .alreadyExists, "\(path) exists already",
            hint: "choose another name or place; with `--to`, `--force` allows it to be replaced")
    }
}
