import LifeboatCore
import LifeboatProcesses

/// One `pg_dump`: what it needs to know before, and what must hold when it has ended.
struct PostgreSQLDump {
    let configuration: PostgreSQLConfiguration
    let client: PostgreSQLClient
    let database: String

    func run(_ context: DumpContext, _ output: any ByteWriter) async throws -> DumpResult {
        let tool = try await client.version(of: "pg_dump")
        let form = try await client.ask(database, PostgreSQLDatabase.self, PostgreSQLDatabase.query)
        try Self.require(tool, "pg_dump", toServe: form.version)
        var result = DumpResult(product: form.product, facts: form.facts)
        result.facts["tool"] = Self.fact(tool, "pg_dump", of: form.version)
        if !configuration.options.words.isEmpty {
            result.facts["options"] = configuration.options.words.joined(separator: " ")
        }
        if context.evidence == .counts {
            let encoding = configuration.options.encoding ?? form.encoding
            try await PostgreSQLSnapshot.hold(client, database) { snapshot in
                let counts = try await snapshot.count(encoding: encoding)
                let seen = try await dump(context, output, snapshot: snapshot.name)
                result.evidence = try compare(seen, counts)
                result.facts["snapshot"] = snapshot.name
            }
        } else {
            let seen = try await dump(context, output, snapshot: nil)
            if context.evidence != .none { result.evidence = seen }
        }
        return result
    }

    /// An older program does not know what a newer server has; a newer one knows all older servers.
    static func require(_ tool: ToolVersion, _ program: String, toServe version: String) throws {
        guard let server = ToolVersion(version) else { return }
        guard tool.major >= server.major else {
            throw LifeboatError(
                .refused, "\(program) \(tool) is older than the server, PostgreSQL \(server)",
                hint: "install postgresql-client-\(server.major) (from apt.postgresql.org), or a newer one")
        }
    }

    /// A newer program writes what older servers may not understand; so the receipt says so.
    static func fact(_ tool: ToolVersion, _ program: String, of server: String) -> String {
        let isNewer = ToolVersion(server).map { tool.major > $0.major } ?? false
        return "\(program) \(tool)\(isNewer ? ", newer than the server" : "")"
    }

    private func dump(_ context: DumpContext, _ output: any ByteWriter, snapshot: String?) async throws -> Evidence {
        var arguments = ["--format=\(configuration.format.rawValue)", "--no-password"]
        // Compressed by Lifeboat, as every other object.
        if configuration.format == .custom { arguments.append("--compress=0") }
        if let snapshot { arguments.append("--snapshot=\(snapshot)") }
        let command = client.command("pg_dump", arguments + configuration.options.words, database: database)
        switch configuration.format {
        case .plain: return try await run(command, PostgreSQLDumpInspector(), context, output)
        case .custom: return try await run(command, PostgreSQLArchiveInspector(), context, output)
        }
    }

    private func run(
        _ command: Command, _ inspector: some DumpInspector, _ context: DumpContext, _ output: any ByteWriter
    ) async throws -> Evidence {
        let writer = InspectedWriter(inspector, output: output, pace: context.pace)
        do {
            try await command.run(output: writer, pool: context.pool)
        } catch {
            throw PostgreSQLTrouble.explain(LifeboatError(wrapping: error), client, database)
        }
        return try writer.finish()
    }

    /// What the dump holds must be what the server counted in the same snapshot. A table that only the server counted is
    /// missing, unless options leave some out.
    private func compare(_ seen: Evidence, _ counted: Evidence) throws -> Evidence {
        for (name, count) in counted.counts.sorted(by: { $0.key < $1.key }) {
            let found = seen.counts[name]
            if found == nil, count == 0 || !configuration.options.words.isEmpty { continue }
            guard found == count else {
                throw LifeboatError(
                    .incomplete, "the dump and the server count differently",
                    why: "\(name): \(found ?? 0) in the dump, \(count) in its snapshot")
            }
        }
        return Evidence(counts: counted.counts.filter { seen.counts[$0.key] != nil })
    }
}
