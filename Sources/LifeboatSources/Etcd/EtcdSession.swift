import Foundation
import LifeboatCore
import LifeboatProcesses

/// Takes a snapshot of one member. `etcdctl` can only write it to a file, so it needs a folder; the file is checked
/// there by etcd's own program, and again by us on its way out.
struct EtcdSession: SourceSession {
    static let target = "snapshot"

    let program: EtcdProgram

    func targets() async throws -> [Target] {
        let origin = program.configuration.endpoints.joined(separator: ",")
        return [Target(name: Self.target, fileExtension: "db", origin: origin)]
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard target.name == Self.target else {
            throw LifeboatError(.notFound, "etcd has no target \(target.name)", hint: "it has one: \(Self.target)")
        }
        guard let folder = context.temporaryFolder else {
            throw LifeboatError(
                .configuration, "a snapshot of etcd needs a folder", why: "etcdctl cannot write it to a pipe",
                hint: "set `tmp_dir` in `main` or in the job to a folder with room for the database")
        }
        let tool = try await program.version()
        let member = try await program.healthyMember()
        return try await at("tmp_dir \(folder)") {
            try await StagingFolder.with(in: folder) { staging in
                try Self.requireRoom(for: member.size, in: staging)
                let path = "\(staging)/\(Self.target).db"
                let status = try await save(to: path, member)
                let writer = InspectedWriter(EtcdSnapshotInspector(), output: output, pace: context.pace)
                try await StagedFile(path).stream(context.pool).forward(to: writer)
                _ = try writer.finish()
                return DumpResult(
                    evidence: status.evidence, product: SourceProduct(name: "etcd", version: member.version),
                    facts: [
                        "tool": tool, "endpoint": member.endpoint,
                        "cluster_id": String(member.cluster, radix: 16), "hash": status.hashText,
                    ])
            }
        }
    }

    private func save(to path: String, _ member: EtcdMember) async throws -> EtcdSnapshotStatus {
        try await program.save(member, to: path)
        var found = stat()
        guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG, found.st_size > 0 else {
            throw LifeboatError(.incomplete, "etcdctl ended well but made no snapshot")
        }
        do {
            return try await program.status(of: path)
        } catch {
            let failure = LifeboatError(wrapping: error)
            guard failure.kind == .failed else { throw failure }
            throw LifeboatError(
                .incomplete, "etcd's own program cannot read the snapshot", why: failure.why,
                hint: failure.hint ?? "take another one; when it fails again, check the member's disk")
        }
    }

    /// Says at once what would only show when the disk is full.
    private static func requireRoom(for size: Int64, in folder: String) throws {
        var found = statvfs()
        guard statvfs(folder, &found) == 0 else { throw LifeboatError(errno: errno, "look at", folder) }
        let free = Int64(clamping: UInt64(found.f_bavail) * UInt64(found.f_frsize))
        guard free > size else {
            throw LifeboatError(
                .noSpace, "the snapshot does not fit",
                why: "the database has \(ByteSize(bytes: size)), \(ByteSize(bytes: free)) are free",
                hint: "`tmp_dir` needs room for the whole database; free some space, or name another folder")
        }
    }
}
