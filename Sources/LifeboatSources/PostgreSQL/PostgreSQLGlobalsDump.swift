import LifeboatCore
import LifeboatProcesses

/// `pg_dumpall --globals-only`.
struct PostgreSQLGlobalsDump {
    let configuration: PostgreSQLConfiguration
    let client: PostgreSQLClient

    func run(_ context: DumpContext, _ output: any ByteWriter) async throws -> DumpResult {
        let tool = try await client.version(of: "pg_dumpall")
        let (server, through) = try await PostgreSQLServer.ask(client, named: configuration.databases.targets)
        try PostgreSQLDump.require(tool, "pg_dumpall", toServe: server.version)
        var arguments = ["--globals-only", "--no-password", "--database=\(through)"]
        // Their hashes lie where only a superuser may look.
        if !server.isSuperuser { arguments.append("--no-role-passwords") }
        let writer = InspectedWriter(PostgreSQLGlobalsInspector(), output: output, pace: context.pace)
        do {
            try await client.command("pg_dumpall", arguments, database: through).run(output: writer, pool: context.pool)
        } catch {
            throw PostgreSQLTrouble.explain(LifeboatError(wrapping: error), client, through)
        }
        let evidence = try writer.finish()
        var result = DumpResult(product: SourceProduct(name: "PostgreSQL", version: server.version))
        if context.evidence != .none { result.evidence = evidence }
        result.facts["tool"] = PostgreSQLDump.fact(tool, "pg_dumpall", of: server.version)
        if !server.isSuperuser {
            result.omissions.add(
                Omission(
                    name: "passwords of roles", reason: .skipped,
                    detail: "user \(configuration.server.user ?? "postgres") is no superuser, who alone may read them"))
        }
        return result
    }
}
