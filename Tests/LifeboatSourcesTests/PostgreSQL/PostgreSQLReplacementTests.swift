import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("A PostgreSQL database that a restore replaces", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLReplacementTests {
    private static let formats = PostgreSQLConfiguration.Format.allCases

    /// What holds something that the options leave out of a dump, and how an error names it.
    struct Exclusion: Sendable {
        var options: String
        var content: String
        var name: String
    }

    static let exclusions = [
        Exclusion(
            options: "--exclude-table=sessions", content: "CREATE TABLE sessions AS SELECT 1 AS id",
            name: "table public.sessions"),
        Exclusion(
            options: "--exclude-table=sessions", content: "CREATE TABLE sessions (id int)",
            name: "table public.sessions"),
        Exclusion(
            options: "--exclude-table-data=sessions", content: "CREATE TABLE sessions AS SELECT 1 AS id",
            name: "table public.sessions"),
        Exclusion(
            options: "--exclude-table-data=orders_2",
            content: """
                CREATE TABLE orders (id int) PARTITION BY LIST (id); CREATE TABLE orders_1 PARTITION OF orders FOR VALUES IN (1);
                CREATE TABLE orders_2 PARTITION OF orders FOR VALUES IN (2); INSERT INTO orders VALUES (1), (2)
                """, name: "table public.orders_2"),
        Exclusion(
            options: "--exclude-schema=audit",
            content: #"CREATE SCHEMA audit; CREATE TABLE audit."l o""g" AS SELECT 1"#,
            name: #"table audit."l o""g""#),
        Exclusion(
            options: "--exclude-schema=audit",
            content: "CREATE SCHEMA audit; CREATE FUNCTION audit.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            name: "function audit.f(integer)"),
        Exclusion(options: "--no-blobs", content: "SELECT lo_from_bytea(0, 'x')", name: "large objects"),
        Exclusion(
            options: "--no-unlogged-table-data", content: "CREATE UNLOGGED TABLE u AS SELECT 1", name: "table public.u"),
        // Younger than the backup.
        Exclusion(options: "", content: "", name: "table public.later"),
    ]

    @Test("keeps what the backup does not hold: it is not replaced, and that is named", arguments: exclusions, formats)
    func unheld(_ exclusion: Exclusion, _ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with("CREATE TABLE users AS SELECT 1 AS id;" + exclusion.content) { fixture in
            var fixture = fixture
            fixture.format = format
            let source = fixture.source(options: try PostgreSQLOptions(exclusion.options))
            var (target, dump, result) = try await fixture.dump(source)
            target.facts = result.facts
            if exclusion.content.isEmpty { try await fixture.sql(fixture.target, "CREATE TABLE later AS SELECT 1") }
            let before = try await fixture.description(fixture.target)
            let server = try ServerAddress(
                url: "postgresql://postgres@127.0.0.1:\(fixture.service.port)/\(fixture.target)",
                password: Secret("test"))
            for place in [RestorePlace.inPlace, .server(server, replace: true)] {
                let error = await expectLifeboatError(.refused, "\(exclusion)") {
                    _ = try await source.restore(target, from: dump.stream, into: place)
                }
                #expect(error?.why?.contains(exclusion.name) == true, "\(error?.description ?? "")")
                #expect(error?.why?.contains("users") == false)
                #expect(error?.hint?.contains("--as") == true)
            }
            #expect(try await fixture.description(fixture.target) == before)
            // It is not lost beside the original.
            _ = try await source.restore(target, from: dump.stream, into: .renamed(fixture.target + "_copy"))
        }
    }

    @Test(
        "is replaced where the backup holds all of it, however that is written",
        arguments: ["", "--load-via-partition-root", "--inserts", "--no-owner -x", "--exclude-table=nothing*"], formats)
    func held(_ options: String, _ format: PostgreSQLConfiguration.Format) async throws {
        try await PostgreSQLFixture.with { fixture in
            var fixture = fixture
            fixture.format = format
            let source = fixture.source(options: try PostgreSQLOptions(options))
            var (target, dump, result) = try await fixture.dump(source)
            target.facts = result.facts
            let before = try await fixture.description(fixture.target)
            try await fixture.sql(fixture.target, "TRUNCATE empties, fleeting; SELECT nextval('ticket')")
            _ = try await source.restore(target, from: dump.stream, into: .inPlace)
            #expect(try await fixture.description(fixture.target) == before)
        }
    }

    @Test("stays in its tablespace")
    func tablespace() async throws {
        let own = try #require(try TestService.start("postgresql"))
        try await PostgreSQLFixture.with("CREATE TABLE users AS SELECT 1 AS id", on: own) { fixture in
            let name = fixture.target
            try await fixture.sql(
                "postgres", "SET allow_in_place_tablespaces = on; CREATE TABLESPACE \"f ast\" LOCATION ''")
            try await fixture.sql("postgres", "ALTER DATABASE \(name) SET TABLESPACE \"f ast\"")
            let (target, dump, _) = try await fixture.dump()
            _ = try await fixture.source().restore(target, from: dump.stream, into: .inPlace)
            let place = try await fixture.sql(
                "postgres",
                "SELECT spcname FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = '\(name)'"
            )
            #expect(place == "f ast\n")
            try await fixture.sql("postgres", "DROP DATABASE \(name)")
        }
    }

    @Test("that a killed restore has left closed is named with the statement that opens it")
    func closed() async throws {
        try await PostgreSQLFixture.with("CREATE TABLE users AS SELECT 1 AS id") { fixture in
            let name = fixture.target
            let (target, dump, _) = try await fixture.dump()
            try await fixture.sql("postgres", "ALTER DATABASE \(name) WITH ALLOW_CONNECTIONS false")
            let error = await expectLifeboatError(.refused) {
                _ = try await fixture.source().restore(target, from: dump.stream, into: .inPlace)
            }
            #expect(
                error?.hint?.contains("ALTER DATABASE \"\(name)\" WITH ALLOW_CONNECTIONS true") == true,
                "\(error?.description ?? "")")
        }
    }

    @Test("is the one that the target is named after, and that the configuration means; a receipt alone means nothing")
    func forgedOrigin() async throws {
        try await PostgreSQLFixture.with("CREATE TABLE users AS SELECT 1 AS id") { fixture in
            let name = fixture.target
            let victim = name + "_victim"
            try await fixture.sql("postgres", "CREATE DATABASE \(victim)")
            try await fixture.sql(victim, "CREATE TABLE users AS SELECT 2 AS id")
            let before = try await fixture.description(victim)
            let (target, dump, _) = try await fixture.dump()
            func forged(_ name: String, _ origin: String) -> Target {
                Target(name: name, fileExtension: target.fileExtension, origin: origin)
            }
            let server = try ServerAddress(
                url: "postgresql://postgres@127.0.0.1:\(fixture.service.port)", password: Secret("test"))
            let cases: [(Target, PostgreSQLSource)] = [
                (forged(name, victim), fixture.source()), (forged(name, victim), fixture.source(["all"])),
                (forged(victim, victim), fixture.source()),
                (forged(victim, victim), fixture.source(["all"], excludes: [victim])),
                (forged("template1", "template1"), fixture.source(["all"])),
            ]
            for (target, source) in cases {
                for place in [RestorePlace.inPlace, .server(server, replace: true), .server(server, replace: false)] {
                    let error = await expectLifeboatError(.refused, "\(target), \(place)") {
                        _ = try await source.restore(target, from: dump.stream, into: place)
                    }
                    #expect(error?.hint?.contains("--as NAME") == true, "\(error?.description ?? "")")
                }
            }
            #expect(try await fixture.description(victim) == before)
            // A name that a person gives is theirs to choose.
            _ = try await fixture.source().restore(
                forged(name, victim), from: dump.stream, into: .renamed(name + "_copy"))
            for source in [fixture.source(), fixture.source(["all"])] {
                _ = try await source.restore(target, from: dump.stream, into: .inPlace)
            }
        }
    }
}
