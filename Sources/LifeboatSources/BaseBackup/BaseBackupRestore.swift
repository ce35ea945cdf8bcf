import Foundation
import LifeboatCore
import LifeboatStreams

/// Makes a data directory of an archive: ready for a server of the same major version to start on.
struct BaseBackupRestore {
    let folder: DataDirectory

    init(folder: String) {
        self.folder = DataDirectory(path: folder)
    }

    func run(_ input: ByteStream) async throws -> DumpResult {
        try folder.make()
        do {
            return try await fill(input)
        } catch {
            throw folder.emptied(after: error)
        }
    }

    private func fill(_ input: ByteStream) async throws -> DumpResult {
        let watched = BaseBackupInput(input)
        let summary = try await ArchiveExtractor.extract(watched.stream, into: Array(folder.path.utf8))
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

    /// All of it belongs to who will run the server, who must not be root: the user `postgres` where there is one, and
    /// otherwise whoever it belonged to. Without root's rights it belongs to us.
    private func giveToServer() throws -> String {
        guard geteuid() == 0 else { return "uid \(geteuid())" }
        let (user, group) = try serverUser()
        try folder.give(to: user, group)
        return "uid \(user)"
    }

    private func serverUser() throws -> (uid_t, gid_t) {
        if let entry = getpwnam("postgres") { return (entry.pointee.pw_uid, entry.pointee.pw_gid) }
        var found = stat()
        guard stat("\(folder.path)/PG_VERSION", &found) == 0 else {
            throw LifeboatError(errno: errno, "look at", "\(folder.path)/PG_VERSION")
        }
        return (found.st_uid, found.st_gid)
    }
}
