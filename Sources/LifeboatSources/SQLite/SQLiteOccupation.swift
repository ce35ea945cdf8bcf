import CShims
import Foundation
import LifeboatCore

/// Keeps applications out of a database that is about to be replaced, for as long as this object lives.
///
/// An application that has the old file open would go on with it after the new one has its name: what it commits then
/// is in a file that nobody can find any more, and it is told that all is well. So the file must be nobody's:
///
/// - All of SQLite's locks are taken on it (https://sqlite.org/fileformat2.html#the_lock_byte_page), and on the index
///   of its write-ahead log (https://sqlite.org/walformat.html#the_wal_index_file_format). In WAL mode an application
///   holds some as long as it has the database open; in the other modes only while it reads or writes.
/// - No process that can be seen in `/proc` has it open. Those of another container, another host or, without root, of
///   another user cannot be seen.
final class SQLiteOccupation: Sendable {
    /// The pending byte, the reserved byte and the 510 shared ones.
    private static let databaseLocks: (start: Int64, length: Int64) = (0x4000_0000, 512)
    /// Eight locks, and the one that every open connection shares.
    private static let indexLocks: (start: Int64, length: Int64) = (120, 9)

    private let path: String
    private let descriptors: [Int32]

    /// - Parameter path: the database itself, not a symlink to it. It need not exist.
    init(of path: String) throws {
        self.path = path
        var descriptors: [Int32] = []
        do {
            for (file, range) in [(path, Self.databaseLocks), (path + "-shm", Self.indexLocks)] {
                let descriptor = lifeboat_open(file, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0)
                guard descriptor >= 0 else {
                    // What is no regular file is refused by those who replace it.
                    if [ENOENT, ENOTDIR, ELOOP, EISDIR, ENXIO].contains(errno) { continue }
                    throw LifeboatError(errno: errno, "open", file)
                }
                descriptors.append(descriptor)
                guard lifeboat_lock_exclusively(descriptor, range.start, range.length) == 0 else {
                    if errno == EAGAIN || errno == EACCES { throw Self.inUse(path, Self.users(of: descriptors)) }
                    throw LifeboatError(errno: errno, "lock", file)
                }
            }
            try Self.requireNoUser(of: path, descriptors)
        } catch {
            Self.release(descriptors)
            throw error
        }
        self.descriptors = descriptors
    }

    deinit {
        Self.release(descriptors)
    }

    /// Looks once more: an application that was started meanwhile waits for the locks, with the old file open.
    func requireNoUser() throws { try Self.requireNoUser(of: path, descriptors) }

    private static func requireNoUser(of path: String, _ descriptors: [Int32]) throws {
        let users = users(of: descriptors)
        guard users.isEmpty else { throw inUse(path, users) }
    }

    private static func release(_ descriptors: [Int32]) {
        for descriptor in descriptors {
            // A child that is just being started has the descriptor for a moment longer; it must not keep the lock.
            _ = lifeboat_unlock(descriptor)
            close(descriptor)
        }
    }

    private static func inUse(_ path: String, _ users: [String]) -> LifeboatError {
        LifeboatError(
            .refused, "\(path) is in use",
            why: users.isEmpty ? "a program holds a lock on it" : "it is open in \(users.joined(separator: ", "))",
            hint:
                "stop its application, restore, then start it again; or restore beside it with --to FOLDER or --as NAME"
        )
    }

    /// Other processes that have one of the files open, as far as they can be seen: `process 12 (nginx)`.
    private static func users(of descriptors: [Int32]) -> [String] {
        let wanted = descriptors.compactMap(file)
        guard !wanted.isEmpty, let processes = try? names(in: "/proc") else { return [] }
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return processes.compactMap { Int32($0) }.sorted().compactMap { process in
            let folder = "/proc/\(process)/fd"
            // One that has ended meanwhile, or is not ours to look into, has none.
            let isUser = ((try? names(in: folder)) ?? []).contains { name in
                file("\(folder)/\(name)").map(wanted.contains) ?? false
            }
            guard isUser else { return nil }
            // Ourselves, and a child of ours that is not yet what it will be. Another restore has the locks.
            let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
            guard program == nil || program != own else { return nil }
            let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
            return "process \(process)" + (name.map { " (\($0.trimmingCharacters(in: .newlines)))" } ?? "")
        }
    }

    /// Device and inode: what a file is, whatever it is called.
    private static func file(_ descriptor: Int32) -> [UInt64]? {
        var found = stat()
        return fstat(descriptor, &found) == 0 ? [UInt64(found.st_dev), UInt64(found.st_ino)] : nil
    }

    private static func file(_ path: String) -> [UInt64]? {
        var found = stat()
        return stat(path, &found) == 0 ? [UInt64(found.st_dev), UInt64(found.st_ino)] : nil
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}
