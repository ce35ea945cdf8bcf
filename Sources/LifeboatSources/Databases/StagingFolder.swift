import CShims
import Foundation
import LifeboatCore

/// A private folder (0700) for a tool that cannot stream, gone afterwards whatever happens.
///
/// What a killed run left behind, the next one removes: a folder is locked for as long as its run lives, and the
/// kernel drops the lock of a run that is killed.
enum StagingFolder {
    private static let prefix = ".lifeboat-staging-"

    /// - Parameter parent: a folder that exists.
    static func with<Value>(in parent: String, _ body: (String) async throws -> Value) async throws -> Value {
        try removeAbandoned(in: parent)
        let (path, lock) = try make(in: parent)
        // Removed before the lock is dropped.
        defer { close(lock) }
        do {
            let value = try await body(path)
            try remove(path)
            return value
        } catch {
            try? remove(path)
            throw error
        }
    }

    private static func make(in parent: String) throws -> (path: String, lock: Int32) {
        while true {
            var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw LifeboatError(errno: errno, "make a folder in", parent) }
            let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
            // Another run may have taken it for abandoned before it was locked.
            if let lock = try lock(path), isThere(path, lock) { return (path, lock) }
        }
    }

    /// The descriptor that holds the lock; `nil` when another run has it, or the folder is gone.
    private static func lock(_ path: String) throws -> Int32? {
        let descriptor = lifeboat_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw LifeboatError(errno: errno, "open", path)
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        let number = errno
        close(descriptor)
        if number == EWOULDBLOCK { return nil }
        throw LifeboatError(errno: number, "lock", path)
    }

    private static func isThere(_ path: String, _ descriptor: Int32) -> Bool {
        var (open, named) = (stat(), stat())
        guard fstat(descriptor, &open) == 0, lstat(path, &named) == 0, open.st_ino == named.st_ino else {
            close(descriptor)
            return false
        }
        return true
    }

    private static func removeAbandoned(in parent: String) throws {
        guard let folder = opendir(parent) else { throw LifeboatError(errno: errno, "open", parent) }
        closedir(folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: parent) where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            var found = stat()
            guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR, found.st_uid == geteuid(),
                let lock = try lock(path)
            else { continue }
            defer { close(lock) }
            try remove(path)
        }
    }

    private static func remove(_ path: String) throws {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw LifeboatError(.failed, "cannot remove \(path)", why: error.localizedDescription)
        }
    }
}
