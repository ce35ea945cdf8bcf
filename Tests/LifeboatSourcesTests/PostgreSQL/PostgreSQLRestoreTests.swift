import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("A restore to PostgreSQL", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLRestoreTests {
    private static let formats = PostgreSQLConfiguration.Format.allCases

    private func address(
        _ fixture: PostgreSQLFixture, _ database: String?, scheme: String = "postgresql"
    ) throws -> ServerAddress {
        var address = try ServerAddress(
            url: "\(scheme)://postgres@127.0.0.1:\(fixture.service.port)", password: Secret("test"))
        address.database = database
        return address
    }

    private func exists(_ name: String, _ fixture: PostgreSQLFixture) async throws -> Bool {
        try await fixture.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname = '\(name)'") == "1\n"
    }

    @Test("makes the database where there is none, with its character set and order", arguments: formats)
    func makes(_ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with("") { fixture in
            var fixture = fixture
            fixture.format = format
            let name = fixture.target + "_latin"
            try await fixture.sql(
                "postgres",
                "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'POSIX'")
            try await fixture.sql(name, "CREATE TABLE t AS SELECT 'x' AS a")
            let source = fixture.source([name])
            let (target, dump, result) = try await fixture.dump(source, of: name)
            var told = target
            told.facts = result.facts
            let copy = fixture.target + "_copy"
            let restored = try await source.restore(
                told, from: dump.stream, into: .server(address(fixture, copy), replace: false))
            #expect(restored.evidence.counts == ["rows of public.t": 1])
            #expect(restored.facts["database"] == copy)
            func form(_ name: String) async throws -> String {
                try await fixture.sql(
                    "postgres",
                    "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = '\(name)'"
                )
            }
            let made = try await form(copy)
            let original = try await form(name)
            #expect(made == original)
            #expect(made.hasPrefix("LATIN1|C|"))
        }
    }

    @Test("fills an empty database, and refuses one that holds something", arguments: formats)
    func fills(_ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            var fixture = fixture
            fixture.format = format
            let source = fixture.source()
            let (target, dump, _) = try await fixture.dump()
            let copy = fixture.target + "_copy"
            try await fixture.sql("postgres", "CREATE DATABASE \(copy)")
            let place = RestorePlace.server(try address(fixture, copy), replace: false)
            _ = try await source.restore(target, from: dump.stream, into: place)
            #expect(try await fixture.description(copy) == fixture.description(fixture.target))

            let refused = await expectLifeboatError(.refused) {
                _ = try await source.restore(target, from: dump.stream, into: place)
            }
            #expect(refused?.hint?.contains("--force") == true)
            let taken = await expectLifeboatError(.alreadyExists) {
                _ = try await source.restore(target, from: dump.stream, into: .renamed(copy))
            }
            #expect(taken?.summary.contains(copy) == true)
            for content in [
                "CREATE VIEW v AS SELECT 1", "CREATE SCHEMA s", "SELECT lo_creat(-1)", "CREATE TYPE t AS ENUM ()",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            ] {
                try await fixture.sql("postgres", "DROP DATABASE \(copy)")
                try await fixture.sql("postgres", "CREATE DATABASE \(copy)")
                try await fixture.sql(copy, content)
                await expectLifeboatError(.refused, "\(content)") {
                    _ = try await source.restore(target, from: dump.stream, into: place)
                }
            }
        }
    }

    @Test("that ends in the middle leaves nothing", arguments: formats)
    func brokenStream(_ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with { fixture in
            var fixture = fixture
            fixture.format = format
            let source = fixture.source()
            let (target, dump, _) = try await fixture.dump()
            let copy = fixture.target + "_copy"
            let damaged = LifeboatError(.corrupted, "the digest differs")
            // Where a digest shows it: behind the last byte; and in the middle.
            for size in [dump.size, dump.size - 1, dump.size / 2, 1] {
                let failing = ByteStream(Array(dump.bytes.prefix(size))).failing(with: damaged)
                let error = await expectLifeboatError(.corrupted) {
                    _ = try await source.restore(target, from: failing, into: .renamed(copy))
                }
                #expect(error?.isSameTrouble(as: damaged) == true, "\(error?.description ?? "")")
                #expect(try await !exists(copy, fixture))
            }
            // What ends without an error, and is not whole.
            for size in [dump.size - 40, dump.size / 2, 10, 0] {
                let error = await expectLifeboatError(.incomplete) {
                    _ = try await source.restore(
                        target, from: ByteStream(Array(dump.bytes.prefix(size))), into: .renamed(copy))
                }
                #expect(error != nil)
                #expect(try await !exists(copy, fixture))
            }
            // Into one that is there and empty. An archive tells where it ends, so pg_restore must not have its last bytes.
            try await fixture.sql("postgres", "CREATE DATABASE \(copy)")
            let before = try await fixture.description(copy)
            await expectLifeboatError(.corrupted) {
                _ = try await source.restore(
                    target, from: dump.stream.failing(with: damaged),
                    into: .server(address(fixture, copy), replace: false))
            }
            #expect(try await fixture.description(copy) == before)
        }
    }

    @Test("in place gives the database its old contents, owner, rights and settings", arguments: formats)
    func inPlace(_ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with { fixture in
            var fixture = fixture
            fixture.format = format
            let name = fixture.target
            let role = "r_\(name)"
            try await fixture.sql(
                "postgres",
                """
                CREATE ROLE \(role); ALTER DATABASE \(name) OWNER TO \(role); REVOKE ALL ON DATABASE \(name) FROM PUBLIC;
                GRANT CONNECT ON DATABASE \(name) TO pg_monitor WITH GRANT OPTION; ALTER DATABASE \(name) CONNECTION LIMIT 33;
                ALTER DATABASE \(name) SET search_path = "$user", public, "we ird""s; --"; ALTER DATABASE \(name) SET work_mem = '7MB';
                ALTER DATABASE \(name) SET my.own = 'it''s'; ALTER ROLE \(role) IN DATABASE \(name) SET lock_timeout = '3s';
                COMMENT ON DATABASE \(name) IS 'it''s ours';
                """)
            func settings() async throws -> String {
                try await fixture.sql(
                    "postgres",
                    """
                    SELECT pg_get_userbyid(datdba), datconnlimit, datallowconn, shobj_description(oid, 'pg_database'),
                    (SELECT array_agg(x ORDER BY x) FROM unnest(datacl::text[]) x) FROM pg_database WHERE datname = '\(name)';
                    SELECT setrole::regrole, setconfig FROM pg_db_role_setting
                    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = '\(name)') ORDER BY 1;
                    """)
            }
            let (target, dump, _) = try await fixture.dump()
            let (contents, before) = (try await fixture.description(name), try await settings())
            try await fixture.sql(name, "DROP TABLE users CASCADE; CREATE TABLE later (id int)")
            let changed = try await fixture.description(name)

            // While an application is connected.
            let port = fixture.service.port
            // On a thread of its own: it waits, and the pool has no more threads than the machine has cores.
            let application = Task { @Sendable in
                try await onStageThread("application") {
                    try OracleTool("env").run(
                        [
                            "PGHOST=127.0.0.1", "PGPORT=\(port)", "PGUSER=postgres", "PGPASSWORD=test", "psql", "-Xqd",
                            name, "-c", "SELECT pg_sleep(600)",
                        ]
                    ).complaints
                }
            }
            while try await fixture.sql("postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(name)'")
                == "0\n"
            {
                await Task.yield()
            }
            let damaged = LifeboatError(.corrupted, "the digest differs")
            await expectLifeboatError(.corrupted) {
                _ = try await fixture.source().restore(target, from: dump.stream.failing(with: damaged), into: .inPlace)
            }
            #expect(try await fixture.description(name) == changed)

            let result = try await fixture.source().restore(target, from: dump.stream, into: .inPlace)
            #expect(result.omissions.isEmpty)
            #expect(result.evidence.counts == PostgreSQLFixture.Schema.counts)
            #expect(try await fixture.description(name) == contents)
            #expect(try await settings() == before)
            #expect(try await application.value.contains("terminating connection"))
            // What it was replaced by on the way belonged to the same role.
            #expect(
                try await fixture.sql(
                    "postgres", "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = '\(role)'")
                    == "\(name)\n")
        }
    }

    @Test(
        "runs nothing of a forged dump on this host",
        arguments: [
            "\\! touch FILE\n", "SELECT 1 \\! touch FILE\n", "\\copy users to program 'touch FILE'\n",
            "\\o |touch FILE\n",
            "SELECT 'x' \\g |touch FILE\n", "SET standard_conforming_strings = off;\nSELECT '\\' \\! touch FILE\n';\n",
            "COPY users FROM stdin;\n\\.\r\n\\! touch FILE\n",
        ])
    func hostile(_ command: String) async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            try await withScratchFolder { folder in
                let (target, dump, _) = try await fixture.dump()
                var text = String(decoding: dump.bytes, as: UTF8.self)
                let place = try #require(text.range(of: "ALTER TABLE ONLY public.users"))
                text.insert(contentsOf: command.replacing("FILE", with: folder("ran")), at: place.lowerBound)
                let copy = fixture.target + "_copy"
                do {
                    _ = try await fixture.source().restore(
                        target, from: ByteStream(Array(text.utf8)), into: .renamed(copy))
                    Issue.record("it was restored")
                } catch {
                    #expect(error is LifeboatError)
                }
                #expect(!FileManager.default.fileExists(atPath: folder("ran")))
                #expect(try await !exists(copy, fixture))
            }
        }
    }

    @Test("gives back roles that are missing, and leaves alone those that are there")
    func roles() async throws {
        // Roles are the server's: with those of other tests among them, this would undo what they do.
        let own = try #require(try TestService.start("postgresql"))
        try await PostgreSQLFixture.with("", on: own) { fixture in
            let (one, two) = ("a \"b;\(fixture.target)", "c_\(fixture.target)")
            let (quoted, plain) = (PostgreSQLText.identifier(one), PostgreSQLText.identifier(two))
            try await fixture.sql(
                "postgres",
                """
                CREATE ROLE \(quoted) LOGIN PASSWORD 'p;''w' CONNECTION LIMIT 3; CREATE ROLE \(plain) LOGIN PASSWORD 'one';
                GRANT \(quoted) TO \(plain); ALTER ROLE \(quoted) SET search_path = 'x;y';
                """)
            func role(_ name: String) async throws -> String {
                try await fixture.sql(
                    "postgres",
                    """
                    SELECT a.rolname, a.rolcanlogin, a.rolconnlimit, a.rolpassword, r.rolconfig
                    FROM pg_authid a JOIN pg_roles r ON r.oid = a.oid WHERE a.rolname = \(PostgreSQLText.literal(name))
                    """)
            }
            let before = (try await role(one), try await role(two))
            let source = fixture.source(["all"])
            let (target, dump, _) = try await fixture.dump(source, of: PostgreSQLGlobals.targetName)
            try await fixture.sql("postgres", "DROP ROLE \(quoted); ALTER ROLE \(plain) PASSWORD 'two'")
            let changed = try await role(two)
            let server = RestorePlace.server(try address(fixture, nil), replace: false)
            let result = try await source.restore(target, from: dump.stream, into: server)
            #expect(try await role(one) == before.0)
            #expect(try await role(two) == changed)
            #expect(result.facts["left_alone"]?.contains("role \(two)") == true)
            #expect(result.facts["left_alone"]?.contains(one) == false)
            #expect(
                try await fixture.sql(
                    "postgres", "SELECT pg_has_role('\(two)', \(PostgreSQLText.literal(one)), 'member')")
                    == "t\n")
            _ = try await source.restore(target, from: dump.stream, into: .server(address(fixture, nil), replace: true))
            #expect(try await role(two) == before.1)
            await expectLifeboatError(.incomplete) {
                _ = try await source.restore(target, from: ByteStream(Array(dump.bytes.dropLast(60))), into: server)
            }
        }
    }

    @Test("that lacks a role says which, and leaves nothing")
    func missingRole() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            let role = "gone_\(fixture.target)"
            try await fixture.sql(fixture.target, "CREATE ROLE \(role); ALTER TABLE users OWNER TO \(role)")
            let (target, dump, _) = try await fixture.dump()
            try await fixture.sql(fixture.target, "REASSIGN OWNED BY \(role) TO postgres; DROP ROLE \(role)")
            let copy = fixture.target + "_copy"
            let error = await expectLifeboatError(.failed) {
                _ = try await fixture.source().restore(target, from: dump.stream, into: .renamed(copy))
            }
            #expect(error?.hint?.contains(PostgreSQLGlobals.targetName) == true, "\(error?.description ?? "")")
            #expect(try await !exists(copy, fixture))
        }
    }

    @Test("goes to a server of its own kind, and not to a folder")
    func places() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            let (target, dump, _) = try await fixture.dump()
            for place in [
                RestorePlace.folder("/tmp/x", replace: false),
                .server(try address(fixture, nil, scheme: "mysql"), replace: true), .renamed(""),
                .renamed(String(repeating: "x", count: 64)),
            ] {
                await expectLifeboatError(.usage, "\(place)") {
                    _ = try await fixture.source().restore(target, from: dump.stream, into: place)
                }
            }
        }
    }

    @Test("that is interrupted leaves nothing")
    func interrupted() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            let (target, dump, _) = try await fixture.dump()
            let copy = fixture.target + "_copy"
            let (begun, beginning) = AsyncStream<Void>.makeStream()
            let half = Array(dump.bytes.prefix(dump.size / 2))
            let source = fixture.source()
            let first = BlockOnce(half)
            let (writer, silence) = BytePipe.make()
            defer { writer.finish() }
            let task = Task {
                try await source.restore(
                    target,
                    from: ByteStream {
                        if let block = first.take() { return block }
                        beginning.finish()
                        return try await silence.next()
                    }, into: .renamed(copy))
            }
            for await _ in begun {}
            task.cancel()
            await expectLifeboatError(.interrupted) { _ = try await task.value }
            #expect(try await !exists(copy, fixture))
        }
    }
}
