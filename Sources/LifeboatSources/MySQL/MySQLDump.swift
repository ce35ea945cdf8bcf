import LifeboatCore
import LifeboatProcesses

/// The dump of one database.
struct MySQLDump: Sendable {
    let session: MySQLSession
    let database: String

    private var client: MySQLClient { session.client }
    private var extra: MySQLDumpOptions { session.configuration.dumpOptions }

    func run(_ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard let schema = try await MySQLSchema.ask(client, database) else {
            throw try await session.missing(database)
        }
        let program = client.installed(session.server.dumpPrograms)
        let tool = try await client.version(of: program)
        let sight = try MySQLSight(of: database, await MySQLRights.ask(client), extra)
        if sight.showsEvents, !extra.skips("events") {
            try await MySQLEvents(client: client, database: database).requireDumpable()
        }
        let options = try await options(ofMariaDB: tool.contains("MariaDB"), sight)
        try await output.write(Array(schema.preamble.utf8))
        let writer = InspectedWriter(MySQLDumpInspector(), output: output, pace: context.pace)
        do {
            // `--` ends the options: a name may begin with a dash.
            try await client.command(program, options + ["--", database]).run(output: writer, pool: context.pool)
        } catch {
            throw MySQLTrouble.explain(LifeboatError(wrapping: error), at: client.address)
        }
        let evidence = try writer.finish()
        return DumpResult(
            evidence: evidence, product: session.server.product,
            facts: facts(schema, tool: tool, options: options, writer.inspected),
            omissions: Omissions(sight.omissions))
    }

    /// What a dump needs, then what `extra_keys` say, then what the reading of it relies on.
    private func options(ofMariaDB isMariaDB: Bool, _ sight: MySQLSight) async throws -> [String] {
        var options = [
            "--default-character-set=utf8mb4", "--quick", "--skip-lock-tables", "--routines", "--triggers",
            "--hex-blob",
            "--no-tablespaces", "--max-allowed-packet=1G",
        ]
        // Without the right to see them the program would fail; see the omission.
        if sight.showsEvents { options.append("--events") }
        if !extra.forbidsSingleTransaction { options.append("--single-transaction") }
        if isMariaDB {
            if try await canTellPosition() { options.append("--master-data=2") }
        } else {
            // The position would be set on whatever server the dump is restored to.
            options += ["--set-gtid-purged=OFF", "--column-statistics=0"]
        }
        return options + extra.words + ["--comments", "--quote-names"]
    }

    /// MariaDB tells the position that belongs to a transaction's snapshot, without a lock and to everybody. In any
    /// other way it would take a lock on all of the server, and rights that a user for backups may not have.
    private func canTellPosition() async throws -> Bool {
        guard session.server.family == .mariadb, session.server.writesBinaryLog, !extra.forbidsSingleTransaction,
            !extra.has("master-data"), !extra.has("dump-slave")
        else { return false }
        return try await client.rows("SHOW STATUS LIKE 'binlog_snapshot_%';").count >= 2
    }

    private func facts(
        _ schema: MySQLSchema, tool: String, options: [String], _ inspector: MySQLDumpInspector
    ) -> [String: String] {
        let server = session.server
        var facts = [
            "tool": tool, "server": client.address, "server_host": server.host,
            "server_id": server.serverID, "options": options.joined(separator: " "),
            "character_set": schema.characterSet, "collation": schema.collation,
            "consistency": schema.consistency(inOneTransaction: !extra.forbidsSingleTransaction),
            "longest_statement": "\(inspector.longestStatementLength)",
        ]
        facts["position"] = inspector.position ?? noPosition
        facts["gtid"] = inspector.transaction
        return facts.merging(session.replication) { $1 }
    }

    private var noPosition: String {
        server.writesBinaryLog
            ? "not known: this server tells it only under a lock on all of it" : "none: the server writes no binary log"
    }

    private var server: MySQLServer { session.server }
}
