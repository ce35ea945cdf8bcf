import Foundation
import LifeboatCore
import LifeboatStreams

/// Makes a data directory of an archive: ready for a server of the same major version to start on.
struct BaseBackupRestore {
    let folder: String

    func run(_ input: ByteStream) async throws -> DumpResult {
        try makeFolder()
        do {
            return try await fill(input)
        } catch {
            throw emptied(after: LifeboatError(wrapping: error))
        }
    }

    private func fill(_ input: ByteStream) async throws -> DumpResult {
        let watched = BaseBackupInput(input)
        let summary = try await ArchiveExtractor.extract(watched.stream, into: Array(folder.utf8))
        // To its very end, where the digest shows whether it is the backup that was made.
        while try await watched.stream.next() != nil {}
        let evidence = try watched.finish()
        guard evidence.counts["files"] == summary.files, evidence.counts["bytes"] == summary.bytes else {
            throw LifeboatError(
                .corrupted, "not every file of the backup was restored",
                why: "\(summary.files) of \(evidence.counts["files"] ?? 0)")
        }
        var result = DumpResult(evidence: evidence)
        result.facts["owner"] = try giveToServer()
        return result
    }

    /// It was empty: what is in it now is ours, and no server must start on it.
    private func emptied(after failure: LifeboatError) -> LifeboatError {
        var failure = failure
        let manager = FileManager.default
        var state = "the folder \(folder) is empty again"
        do {
            for name in try manager.contentsOfDirectory(atPath: folder) {
                try manager.removeItem(atPath: "\(folder)/\(name)")
            }
        } catch {
            state = "the folder \(folder) could not be emptied: start no server on it"
        }
        failure.hint = failure.hint.map { "\($0); \(state)" } ?? state
        return failure
    }

    private func makeFolder() throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: folder) {
            guard try manager.contentsOfDirectory(atPath: folder).isEmpty else {
                throw LifeboatError(.alreadyExists, "\(folder) is not empty", hint: "name an empty or new folder")
            }
        } else {
            try RestoreFolders.make(Array(folder.utf8))
        }
        // A server starts on nothing that others can look into.
        guard chmod(folder, 0o700) == 0 else { throw LifeboatError(errno: errno, "set the mode of", folder) }
    }

    /// All of it belongs to who will run the server, who must not be root: the user `postgres` where there is one, and
    /// otherwise whoever it belonged to. Without root's rights it belongs to us.
    private func giveToServer() throws -> String {
        guard geteuid() == 0 else { return "uid \(geteuid())" }
        let (user, group) = try serverUser()
        guard let paths = FileManager.default.enumerator(atPath: folder) else {
            throw LifeboatError(.failed, "cannot look into \(folder)")
        }
        for case let path as String in paths { try give("\(folder)/\(path)", user, group) }
        try give(folder, user, group)
        return "uid \(user)"
    }

    private func give(_ path: String, _ user: uid_t, _ group: gid_t) throws {
        guard lchown(path, user, group) == 0 else { throw LifeboatError(errno: errno, "give away", path) }
    }

    private func serverUser() throws -> (uid_t, gid_t) {
        if let entry = getpwnam("postgres") { return (entry.pointee.pw_uid, entry.pointee.pw_gid) }
        var found = stat()
        guard stat("\(folder)/PG_VERSION", &found) == 0 else {
            throw LifeboatError(errno: errno, "look at", "\(folder)/PG_VERSION")
        }
        return (found.st_uid, found.st_gid)
    }
}
