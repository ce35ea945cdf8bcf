import LifeboatCore

/// What a database is, apart from its contents.
struct MySQLSchema: Sendable {
    let characterSet: String
    let collation: String
    /// Tables whose engine knows no transactions, each with its engine.
    let plainTables: [String]

    /// `nil` when there is no such database, or this user may not see it.
    static func ask(_ client: MySQLClient, _ database: String) async throws -> MySQLSchema? {
        let name = MySQLName.literal(database)
        let schema = try await client.rows(
            """
            SELECT default_character_set_name AS charset, default_collation_name AS collation
            FROM information_schema.schemata WHERE schema_name = \(name);
            """)
        guard let row = schema.first, let characterSet = row["charset"], let collation = row["collation"] else {
            return nil
        }
        let plain = try await client.values(
            """
            SELECT CONCAT(t.table_name, ' (', t.engine, ')') FROM information_schema.tables t
            LEFT JOIN information_schema.engines e ON e.engine = t.engine
            WHERE t.table_schema = \(name) AND t.table_type <> 'VIEW' AND t.engine IS NOT NULL
            AND COALESCE(e.transactions, 'NO') <> 'YES' ORDER BY 1 LIMIT 1000;
            """)
        return MySQLSchema(
            characterSet: characterSet.filter(isWord), collation: collation.filter(isWord), plainTables: plain)
    }

    /// Stands before the dump: a database that it is loaded into gets the character set of the one that was dumped,
    /// whoever made it.
    var preamble: String { "ALTER DATABASE CHARACTER SET = \(characterSet) COLLATE = \(collation);\n" }

    func consistency(inOneTransaction: Bool) -> String {
        guard inOneTransaction else { return "tables locked while they are dumped, as `extra_keys` want it" }
        guard !plainTables.isEmpty else { return "one transaction" }
        let names = plainTables.prefix(20).joined(separator: ", ")
        let more = plainTables.count > 20 ? " and \(plainTables.count - 20) more" : ""
        return "one transaction, but not for tables whose engine knows none: \(names)\(more)"
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
