import LifeboatCore
import LifeboatProcesses

/// Loads a dump into one database of a server, and counts what is there afterwards.
///
/// What the dump holds replaces what has the same name; what it does not hold stays as it was, and is named.
struct MySQLRestore: Sendable {
    let client: MySQLClient
    let database: String
    let replace: Bool

    func run(_ input: ByteStream) async throws -> DumpResult {
        guard !MySQLName.isSystem(database) else {
            throw LifeboatError(
                .refused, "\(database) is the server's own database", hint: "restore it under another name")
        }
        let server = try await MySQLServer.ask(client)
        let found = try await prepare()
        let loaded = try await load(input)
        let tables = loaded.counts.keys.sorted()
        let counts = try await count(tables)
        let left = found.filter { !tables.contains($0) }
        var facts = ["database": database]
        if !left.isEmpty {
            facts["left_alone"] = "tables that the backup does not hold: " + left.joined(separator: ", ")
        }
        let events = replace ? [] : try await MySQLEvents(client: client, database: database).running()
        if let first = events.first {
            let name = "\(MySQLName.quote(database)).\(MySQLName.quote(first))"
            facts["next_steps"] =
                "events of \(database) run now, beside those of the original: \(events.joined(separator: ", ")). "
                + "ALTER EVENT \(name) DISABLE stops one"
        }
        return DumpResult(evidence: Evidence(counts: counts), product: server.product, facts: facts)
    }

    /// Makes the database unless it is there.
    ///
    /// - Returns: the tables that are in it already.
    private func prepare() async throws -> [String] {
        let name = MySQLName.literal(database)
        let exists = try await !client.values(
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name = \(name);"
        ).isEmpty
        guard exists else {
            try await client.execute("CREATE DATABASE \(MySQLName.quote(database));")
            return []
        }
        let tables = try await client.values(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = \(name) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED');
            """)
        let others = try await client.values(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = \(name) AND table_type NOT IN ('BASE TABLE', 'SYSTEM VERSIONED')
            UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = \(name);
            """)
        guard replace || tables.isEmpty && others.isEmpty else {
            throw LifeboatError(
                .alreadyExists, "the database \(database) at \(client.address) holds something already",
                why: "\(tables.count) tables, \(others.count) views, sequences and routines",
                hint: "restore under another name (`--as NAME`), or with `--force` over what has the same name")
        }
        return tables
    }

    private func load(_ input: ByteStream) async throws -> MySQLDumpInspector {
        let script = MySQLScript(input)
        do {
            try await client.interpreter(["--", database]).run(input: script.stream, pool: BlockPool())
        } catch {
            throw partial(MySQLTrouble.explain(LifeboatError(wrapping: error), at: client.address))
        }
        return script.inspector
    }

    /// Statements take effect one by one here, so a failure leaves what came before it.
    private func partial(_ error: LifeboatError) -> LifeboatError {
        var error = error
        let state =
            "the database \(database) at \(client.address) now holds a part of the backup: do not use it; "
            + (replace ? "restore again" : "DROP DATABASE \(MySQLName.quote(database)), then restore again")
        error.hint = error.hint.map { "\(state). \($0)" } ?? state
        return error
    }

    private func count(_ tables: [String]) async throws -> [String: Int64] {
        var statements = ""
        for table in tables {
            statements += "SELECT COUNT(*) FROM \(MySQLName.quote(database)).\(MySQLName.quote(table));\n"
        }
        guard !statements.isEmpty else { return [:] }
        let answers = try await client.values(statements)
        guard answers.count == tables.count else {
            throw LifeboatError(.failed, "the restored tables could not be counted", hint: "count them by hand")
        }
        return Dictionary(uniqueKeysWithValues: zip(tables, answers).map { ("rows of \($0)", Int64($1) ?? -1) })
    }
}
