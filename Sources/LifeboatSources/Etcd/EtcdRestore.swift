import CShims
import Foundation
import LifeboatCore
import LifeboatProcesses

/// Makes a data directory out of a snapshot. All is made in a private folder within it, and gets its place in one
/// step: an etcd that is started too early finds nothing rather than a half.
struct EtcdRestore {
    /// What a data directory consists of.
    private static let member = "member"

    let program: EtcdProgram
    let folder: String

    func run(_ input: ByteStream) async throws -> DumpResult {
        let isNew = try makeFolder()
        do {
            return try await StagingFolder.with(in: folder) { try await build(input, in: $0) }
        } catch {
            // Only when it is empty.
            if isNew { rmdir(folder) }
            throw error
        }
    }

    /// Says whether the folder was not there.
    private func makeFolder() throws -> Bool {
        var found = stat()
        guard lstat("\(folder)/\(Self.member)", &found) != 0 else {
            throw LifeboatError(
                .refused, "\(folder) is the data directory of another etcd",
                hint: "stop that etcd and move the directory away; it may be the only good copy")
        }
        let isNew = stat(folder, &found) != 0
        try RestoreFolders.make(Array(folder.utf8))
        return isNew
    }

    private func build(_ input: ByteStream, in staging: String) async throws -> DumpResult {
        let snapshot = "\(staging)/\(EtcdSession.target).db"
        let inspected = InspectedStream(EtcdSnapshotInspector(), input: input)
        _ = try await PendingFile.restore(inspected.stream, to: snapshot, replace: false)
        // Counted here: a restore puts a new member in the place of the old ones, so that the entries become others.
        let status = try await program.status(of: snapshot)
        let data = "\(staging)/data"
        do {
            _ = try await program.files(["snapshot", "restore", snapshot, "--data-dir", data]).collect()
        } catch {
            let failure = LifeboatError(wrapping: error)
            guard failure.kind == .failed, failure.why?.contains("no space left") == true else { throw failure }
            throw LifeboatError(
                .noSpace, "the restored directory does not fit", why: failure.why,
                hint: "while it is made it takes twice the size of the snapshot, and 64 MiB")
        }
        let restored = try await program.status(of: "\(data)/\(Self.member)/snap/db")
        guard restored.revision == status.revision else {
            throw LifeboatError(
                .incomplete, "the restored directory is not what the snapshot is",
                why: "it is at revision \(restored.revision), the snapshot at \(status.revision)")
        }
        try publish("\(data)/\(Self.member)")
        let next = "start etcd with --data-dir \(folder): it is a new cluster of this one member; see docs/restore.md"
        return DumpResult(evidence: status.evidence, facts: ["next_steps": next])
    }

    private func publish(_ made: String) throws {
        try FolderOwner.adopt(made, from: folder)
        for name in try FileManager.default.subpathsOfDirectory(atPath: made) {
            try FolderOwner.adopt("\(made)/\(name)", from: folder)
        }
        let descriptor = lifeboat_open(folder, O_RDONLY | O_DIRECTORY, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", folder) }
        defer { close(descriptor) }
        guard lifeboat_sync_file_system(descriptor) == 0 else { throw LifeboatError(errno: errno, "flush", folder) }
        let place = "\(folder)/\(Self.member)"
        guard lifeboat_rename_exclusively(AT_FDCWD, made, place) == 0 else {
            throw LifeboatError(errno: errno, "create", place)
        }
        guard fsync(descriptor) == 0 else { throw LifeboatError(errno: errno, "flush", folder) }
    }
}
