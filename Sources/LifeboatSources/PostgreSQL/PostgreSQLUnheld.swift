import LifeboatCore

/// What a database that is to be replaced holds and the one that takes its place does not. It would be gone for ever: the
/// backup was made with options that leave something out, or before it was there.
struct PostgreSQLUnheld: Sendable {
    private struct Things: Decodable {
        /// What has a definition, in words and in hexadecimal.
        var objects: [String]
        var hasLargeObjects: Bool
    }

    /// So many are named.
    private static let limit = 10

    let client: PostgreSQLClient
    let old: String
    let new: String
    /// The rows that the dump holds, by tables.
    let loaded: PostgreSQLCounts
    /// Whether options chose what went into the dump. Otherwise definitions that are not in it are younger than it is, and
    /// only rows are kept from being lost.
    let isSelection: Bool

    func refuse() async throws {
        let (old, new) = (try await things(in: old), try await things(in: new))
        var names = Set(try await tablesWithRows())
        if old.hasLargeObjects, !new.hasLargeObjects { names.insert("large objects") }
        if isSelection {
            for object in Set(old.objects).subtracting(new.objects) {
                names.insert(PostgreSQLEncoding.shown(PostgreSQLTable.bytes(object)))
            }
        }
        guard !names.isEmpty else { return }
        let more = names.count > Self.limit ? ", and \(names.count - Self.limit) more" : ""
        throw LifeboatError(
            .refused, "the database \(self.old) holds what the backup does not hold, and what would be lost",
            why: names.sorted().prefix(Self.limit).joined(separator: ", ") + more,
            hint: "restore with `--as NAME`, and take from there what is needed; or drop these first")
    }

    /// Those whose rows stand under no name of theirs in the dump. What an extension brought comes back with it.
    private func tablesWithRows() async throws -> [String] {
        let tables = try await client.ask(
            old, [PostgreSQLTable].self, PostgreSQLTable.query(encoding: loaded.encoding)
        ).filter { table in
            !table.isPartitioned && !table.isOfExtension && !table.namesOfRows.contains { loaded.rows[$0] != nil }
        }
        let questions = tables.flatMap { table in
            Array("SELECT EXISTS (SELECT FROM ONLY ".utf8) + table.identifierBytes + Array(");\n".utf8)
        }
        let answers = try await client.ask(old, questions).split(separator: UInt8(ascii: "\n"))
        guard answers.count == tables.count else {
            throw LifeboatError(.failed, "the server did not look into every table of \(old)")
        }
        return zip(tables, answers).filter { $1.elementsEqual("t".utf8) }
            .map { table, _ in "table \(PostgreSQLEncoding.shown(table.identifierBytes))" }
    }

    private func things(in database: String) async throws -> Things {
        try await client.ask(
            database, Things.self,
            """
            WITH own AS (SELECT oid, nspname FROM pg_namespace
                    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'),
                extension AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
                held (name) AS (
                    SELECT 'schema ' || quote_ident(nspname) FROM own
                    UNION ALL SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
                        WHEN 'S' THEN 'sequence ' WHEN 'f' THEN 'foreign table ' ELSE 'table ' END
                        || format('%I.%I', own.nspname, c.relname)
                    FROM pg_class c JOIN own ON own.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
                        AND ('pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extension)
                    UNION ALL SELECT 'function ' || p.oid::regprocedure::text
                    FROM pg_proc p JOIN own ON own.oid = p.pronamespace
                    WHERE ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM extension)
                    UNION ALL SELECT 'extension ' || quote_ident(extname) FROM pg_extension)
            SELECT jsonb_build_object(
                'objects', (SELECT coalesce(jsonb_agg(encode(convert_to(name,
                    CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END), 'hex')), '[]') FROM held),
                'hasLargeObjects', EXISTS (SELECT FROM pg_largeobject_metadata));
            """)
    }
}
