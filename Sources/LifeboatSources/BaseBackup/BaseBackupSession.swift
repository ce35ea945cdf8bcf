import LifeboatCore
import LifeboatProcesses

/// The one target of a server: all of it.
struct BaseBackupSession: SourceSession {
    static let targetName = "server"

    let configuration: BaseBackupConfiguration
    let client: PostgreSQLClient

    func targets() async throws -> [Target] {
        [Target(name: Self.targetName, fileExtension: "tar", origin: configuration.server.description)]
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        let tool = try await client.version(of: "pg_basebackup")
        let identity = try await BaseBackupIdentity.ask(client)
        try PostgreSQLDump.require(tool, "pg_basebackup", toServe: identity.version)
        let command = client.command(
            "pg_basebackup",
            [
                "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=\(configuration.checkpoint.rawValue)",
                "--no-password",
            ] + configuration.options.words, database: "replication")
        let facts = BaseBackupFacts()
        let writer = InspectedWriter(BaseBackupInspector(facts: facts), output: output, pace: context.pace)
        do {
            _ = try await BaseBackupSlot.hold(client) { try await command.run(output: writer, pool: context.pool) }
        } catch {
            throw BaseBackupTrouble.explain(LifeboatError(wrapping: error), client)
        }
        let evidence = try writer.finish()
        var result = DumpResult(
            product: SourceProduct(name: "PostgreSQL", version: identity.version), facts: facts.values)
        if context.evidence != .none { result.evidence = evidence }
        result.facts["tool"] = PostgreSQLDump.fact(tool, "pg_basebackup", of: identity.version)
        result.facts["system_identifier"] = identity.system
        return result
    }
}
