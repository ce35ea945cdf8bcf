import LifeboatCore
import LifeboatProcesses

/// The one target of a server: all of it.
struct XtraBackupSession: SourceSession {
    static let target = Target(name: "server", fileExtension: "xbstream", origin: "server")

    let program: XtraBackupProgram

    func targets() async throws -> [Target] { [Self.target] }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard target == Self.target else {
            throw LifeboatError(
                .notFound, "there is no target \(target.name)", hint: "the one target is \(Self.target.name)")
        }
        guard context.evidence != .counts else {
            throw LifeboatError(
                .configuration, "`evidence: counts` is not possible for mysql_xtrabackup",
                why: "the rows of a physical backup can only be counted by a server that runs on it")
        }
        let server = try await program.server()
        var program = program
        program.family = server.family
        try await program.requireDataDirectory()
        let tool = try await program.version()
        let writer = InspectedWriter(XtraBackupStreamInspector(), output: output, pace: context.pace)
        let completion = try await program.backup(into: writer, pool: context.pool)
        return DumpResult(
            evidence: try writer.finish(), product: server.product,
            facts: [
                "tool": tool, "server_host": server.host, "server_id": server.serverID,
                "prepared": "no: the restore does it, with the program of the same version",
            ].merging(completion) { $1 })
    }
}
