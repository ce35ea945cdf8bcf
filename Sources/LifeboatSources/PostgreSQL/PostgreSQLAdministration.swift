import LifeboatCore

/// Makes, swaps and removes databases, through another one of the same server.
struct PostgreSQLAdministration: Sendable {
    private struct Contents: Decodable {
        var holds: Int
    }

    let client: PostgreSQLClient
    /// The database that statements about others are given to.
    let through: String
    let server: PostgreSQLServer

    func create(_ name: String, _ form: PostgreSQLDatabaseForm) async throws {
        do {
            try await client.ask(through, form.creation(of: name).utf8)
        } catch {
            var failure = LifeboatError(wrapping: error)
            failure.hint =
                failure.kind == .failed || failure.kind == .accessDenied
                ? "the user needs CREATEDB, and the server the dump's locale; or make an empty database \(name) by hand, "
                    + "which is then filled" : failure.hint
            throw failure.at("making database \(name)")
        }
    }

    func drop(_ name: String) async throws {
        let force = server.major >= 13 ? " WITH (FORCE)" : ""
        try await client.ask(through, "DROP DATABASE IF EXISTS \(PostgreSQLText.identifier(name))\(force);".utf8)
    }

    /// Why it could not be removed, if it could not.
    func remove(_ name: String) async -> LifeboatError? {
        do {
            try await drop(name)
            return nil
        } catch {
            return LifeboatError(wrapping: error)
        }
    }

    /// Whether a database holds nothing but what every new one does.
    func isEmpty(_ name: String) async throws -> Bool {
        let contents = try await client.ask(
            name, Contents.self,
            """
            WITH own AS (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'),
                extension AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
            SELECT jsonb_build_object('holds',
                (SELECT count(*) FROM pg_namespace WHERE oid IN (SELECT oid FROM own) AND nspname <> 'public'
                    AND oid NOT IN (SELECT objid FROM extension))
                + (SELECT count(*) FROM pg_class WHERE relnamespace IN (SELECT oid FROM own)
                    AND oid NOT IN (SELECT objid FROM extension))
                + (SELECT count(*) FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
                    AND oid NOT IN (SELECT objid FROM extension))
                + (SELECT count(*) FROM pg_type WHERE typnamespace IN (SELECT oid FROM own)
                    AND oid NOT IN (SELECT objid FROM extension))
                + (SELECT count(*) FROM pg_largeobject_metadata));
            """)
        return contents.holds == 0
    }

    /// What belongs to a database and is in no dump of it: owner, rights, settings, limit, comment.
    func copySettings(of database: String, to new: String) async throws {
        let (from, to) = (PostgreSQLText.literal(database), PostgreSQLText.literal(new))
        let statements = try await client.ask(
            through, [String].self,
            """
            WITH d AS (SELECT *, \(to)::text AS new FROM pg_database WHERE datname = \(from)),
            s (place, statement) AS (
                SELECT 1, format('ALTER DATABASE %I OWNER TO %I;', new, pg_get_userbyid(datdba)) FROM d
                UNION ALL SELECT 2, format('ALTER DATABASE %I CONNECTION LIMIT %s;', new, datconnlimit) FROM d
                    WHERE datconnlimit <> -1
                UNION ALL SELECT 3, format('REVOKE ALL ON DATABASE %I FROM PUBLIC;', new) FROM d WHERE datacl IS NOT NULL
                UNION ALL SELECT 4, format('GRANT %s ON DATABASE %I TO %s%s;', a.privilege_type, new,
                    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM d, aclexplode(datacl) a
                UNION ALL SELECT 5, format('ALTER %s SET %I TO %s;',
                    CASE r.setrole WHEN 0 THEN format('DATABASE %I', new)
                        ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(r.setrole), new) END,
                    split_part(c, '=', 1),
                    -- The values of these are lists of names, quoted already.
                    CASE WHEN lower(split_part(c, '=', 1)) IN ('search_path', 'temp_tablespaces',
                        'session_preload_libraries', 'local_preload_libraries') AND c NOT LIKE '%='
                        THEN substr(c, strpos(c, '=') + 1) ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END)
                    FROM d JOIN pg_db_role_setting r ON r.setdatabase = d.oid, unnest(r.setconfig) c
                UNION ALL SELECT 6, format('COMMENT ON DATABASE %I IS %L;', new, shobj_description(oid, 'pg_database'))
                    FROM d WHERE shobj_description(oid, 'pg_database') IS NOT NULL)
            SELECT jsonb_agg(statement ORDER BY place) FROM s;
            """)
        try await client.ask(through, statements.joined(separator: "\n").utf8)
    }

    /// Gives the new database the name of the old one, both at once. Whoever is connected to the old one is put out.
    func swap(_ database: String, for new: String, keepingAs old: String) async throws {
        let (name, newName, oldName) = (
            PostgreSQLText.identifier(database), PostgreSQLText.identifier(new), PostgreSQLText.identifier(old)
        )
        do {
            try await client.ask(
                through,
                """
                ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS false;
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE datname = \(PostgreSQLText.literal(database)) AND pid <> pg_backend_pid();
                BEGIN;
                ALTER DATABASE \(name) RENAME TO \(oldName);
                ALTER DATABASE \(newName) RENAME TO \(name);
                COMMIT;
                """.utf8)
        } catch {
            // Whether the statement that closed it had run or not, it is open again; the failure is the news.
            _ = await Task {
                try? await client.ask(through, "ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS true;".utf8)
            }
            .value
            throw error
        }
    }
}
