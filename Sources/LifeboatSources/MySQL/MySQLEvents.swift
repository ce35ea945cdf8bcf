import LifeboatCore

/// The scheduled events of one database, as far as the user sees them.
struct MySQLEvents {
    let client: MySQLClient
    let database: String

    /// Those that run. They do so wherever they are loaded: those of a copy do their work a second time.
    func running() async throws -> [String] { try await names(where: "status = 'ENABLED'") }

    /// Looking for a delimiter that is not within an event, `mariadb-dump` and `mysqldump` never try a third `;`, and so
    /// search for ever (`create_delimiter` in client/mysqldump.c).
    func requireDumpable() async throws {
        let endless = try await names(where: "INSTR(CONCAT(event_name, event_definition, event_comment), ';;') > 0")
        guard let first = endless.first else { return }
        throw LifeboatError(
            .refused, "the event \(database).\(first) cannot be dumped",
            why: "on `;;` in an event the dump program hangs",
            hint: "write it apart in the event (`; ;`), or leave all events out: `--skip-events` in `extra_keys`")
    }

    private func names(where condition: String) async throws -> [String] {
        try await client.values(
            """
            SELECT event_name FROM information_schema.events
            WHERE event_schema = \(MySQLName.literal(database)) AND \(condition) ORDER BY event_name;
            """)
    }
}
