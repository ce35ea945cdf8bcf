import LifeboatCore
import LifeboatProcesses

/// Loads a dump into a database that holds nothing, in one transaction: all of it, or nothing.
struct PostgreSQLLoading {
    let client: PostgreSQLClient
    let database: String

    /// What the server counts afterwards, which is what the dump holds.
    func run(_ input: ByteStream, _ format: PostgreSQLConfiguration.Format) async throws -> PostgreSQLCounts {
        switch format {
        case .plain:
            let script = PostgreSQLScript(endMark: PostgreSQLDumpInspector.endMark, isForRestore: true)
            let input = PostgreSQLRestoreInput(input, script, opening: try await Self.restriction(client))
            return try await load(input, by: client.psql(database, ["--single-transaction"]))
        case .custom:
            let input = PostgreSQLRestoreInput(input, PostgreSQLArchive())
            let options = ["--single-transaction", "--exit-on-error", "--no-password"]
            return try await load(input, by: client.command("pg_restore", options, database: database))
        }
    }

    /// A line that forbids psql every command of its own, those that start programs among them: the dump may come from
    /// where others can write. Older ones do not know it; there only ``PostgreSQLScript`` stands guard.
    static func restriction(_ client: PostgreSQLClient) async throws -> String {
        let version = try await client.version(of: "psql").numbers
        let first = [13: 22, 14: 19, 15: 14, 16: 10, 17: 6][version.first ?? 0]
        let knows = first.map { version.dropFirst().first ?? 0 >= $0 } ?? (version.first ?? 0 > 17)
        // A key that whoever wrote the dump cannot know.
        return knows ? "\\restrict \(String(UInt64.random(in: .min ... .max), radix: 36))\n" : ""
    }

    private func load<Reading>(
        _ input: PostgreSQLRestoreInput<Reading>, by command: Command
    ) async throws -> PostgreSQLCounts {
        do {
            try await command.run(input: input.stream, pool: BlockPool())
        } catch {
            throw PostgreSQLTrouble.explainRestore(LifeboatError(wrapping: error), client, database)
        }
        let found = try await PostgreSQLCounts.ask(
            client, database, like: input.counts, encoding: input.encoding ?? "UTF8")
        for (name, count) in found.rows where input.counts.rows[name] != count {
            throw LifeboatError(
                .corrupted, "the restored copy differs from the dump",
                why: "rows of \(PostgreSQLEncoding.shown(name)): \(count) instead of \(input.counts.rows[name] ?? 0)")
        }
        return found
    }
}
