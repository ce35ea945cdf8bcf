import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("A dump of PostgreSQL", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLDumpTests {
    @Test(
        "counts the rows of each table, from the stream and on the server", arguments: [EvidenceLevel.stream, .counts])
    func evidence(_ level: EvidenceLevel) async throws {
        for format in PostgreSQLConfiguration.Format.allCases {
            try await PostgreSQLFixture.with { fixture in
                var fixture = fixture
                fixture.format = format
                let (_, _, result) = try await fixture.dump(evidence: level)
                #expect(result.evidence.counts == PostgreSQLFixture.Schema.counts)
                #expect((result.facts["snapshot"] != nil) == (level == .counts))
            }
        }
    }

    @Test(
        "counts the rows of INSERT statements",
        arguments: ["--inserts", "--column-inserts", "--inserts --rows-per-insert=7"])
    func inserts(_ line: String) async throws {
        for format in PostgreSQLConfiguration.Format.allCases {
            try await PostgreSQLFixture.with { fixture in
                var fixture = fixture
                fixture.format = format
                let source = try fixture.source(options: PostgreSQLOptions(line))
                let (target, dump, result) = try await fixture.dump(source)
                let expected = PostgreSQLFixture.Schema.counts.filter { format == .custom || $0.value > 0 }
                #expect(result.evidence.counts == expected)
                #expect(result.facts["options"] == line)
                let place = try await fixture.place()
                _ = try await source.restore(target, from: dump.stream, into: place)
                #expect(try await fixture.contents(of: place) == fixture.description(fixture.target))
            }
        }
    }

    @Test("says what server, which of its databases, and where in its WAL")
    func facts() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            let (_, dump, result) = try await fixture.dump()
            let identifier = try await fixture.sql("postgres", "SELECT system_identifier FROM pg_control_system()")
            #expect(result.facts["system_identifier"] == identifier.trimmingCharacters(in: .newlines))
            #expect(result.facts["encoding"] == "UTF8")
            #expect(result.facts["ctype"] == "C.UTF-8")
            #expect(result.facts["wal_position"]?.contains("/") == true)
            #expect(result.product?.name == "PostgreSQL")
            #expect(result.evidence.isEmpty)
            #expect(dump.size > 500)
        }
    }

    @Test(
        "is of the database that is named, whatever it is named",
        arguments: [
            "a b; rm -rf", "-x", "a=b", "postgres://h/x", "host=nowhere", "it's \\ \"q\"", "naïve 日本 🚢", "select",
            "$(id)", "%41",
        ])
    func names(_ name: String) async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small, named: name) { fixture in
            #expect(fixture.target.hasSuffix(name))
            let (target, dump, result) = try await fixture.dump()
            #expect(result.evidence.counts == ["rows of public.users": 1_000])
            let copy = fixture.target + "=2"
            _ = try await fixture.source().restore(target, from: dump.stream, into: .renamed(copy))
            #expect(try await fixture.description(copy) == fixture.description(fixture.target))
        }
    }

    @Test("takes all databases but the server's own, without the excluded, and what belongs to none of them")
    func all() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            let targets = try await fixture.source(["all"], excludes: ["postgres"]).withSession {
                try await $0.targets()
            }
            let names = targets.map(\.name)
            #expect(names.contains(fixture.target))
            #expect(names.last == "roles-and-tablespaces")
            #expect(!names.contains("template0") && !names.contains("template1") && !names.contains("postgres"))
            let (_, dump, result) = try await fixture.dump(fixture.source(["all"]), of: "roles-and-tablespaces")
            #expect(String(decoding: dump.bytes, as: UTF8.self).contains("PASSWORD 'SCRAM-SHA-256"))
            #expect(result.evidence.counts["roles"] ?? 0 >= 1)
            #expect(result.omissions.isEmpty)
        }
    }

    @Test("of a user without a right on one table, or without the sight of every row, is a failure")
    func rights() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            let user = "u_\(fixture.target)"
            try await fixture.sql(
                fixture.target,
                """
                CREATE ROLE \(user) LOGIN PASSWORD 'test'; CREATE TABLE other (id int);
                GRANT SELECT ON other TO \(user);
                """)
            let missing = await expectLifeboatError(.accessDenied) {
                _ = try await fixture.dump(fixture.source(user: user))
            }
            #expect(missing?.why?.contains("users") == true)
            #expect(missing?.hint?.contains("pg_read_all_data") == true)

            try await fixture.sql(
                fixture.target,
                "GRANT pg_read_all_data TO \(user); ALTER TABLE users ENABLE ROW LEVEL SECURITY")
            for level in [EvidenceLevel.stream, .counts] {
                let hidden = await expectLifeboatError(.accessDenied) {
                    _ = try await fixture.dump(fixture.source(user: user), evidence: level)
                }
                #expect(hidden?.hint?.contains("BYPASSRLS") == true, "\(hidden?.description ?? "")")
            }
            try await fixture.sql(fixture.target, "ALTER ROLE \(user) BYPASSRLS")
            let (_, _, result) = try await fixture.dump(fixture.source(user: user))
            #expect(result.evidence.counts["rows of public.users"] == 1_000)

            // Passwords are for superusers, the rest of the roles for everyone.
            let (_, roles, globals) = try await fixture.dump(
                fixture.source(user: user, ["all"]), of: PostgreSQLGlobals.targetName)
            #expect(!String(decoding: roles.bytes, as: UTF8.self).contains("SCRAM"))
            #expect(globals.omissions.named.map(\.name) == ["passwords of roles"])
            #expect(globals.omissions.lossCount == 0)
        }
    }

    @Test("that counts in its own snapshot does not see what is written meanwhile")
    func snapshot() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            try await withScratchFolder { folder in
                // Between the counting and the dump.
                let tool = try ToolStandIn(
                    for: "pg_dump",
                    "psql -Xq -d \(fixture.target) -c \"INSERT INTO users VALUES (5000, 'late')\" || exit 9; exec \"$REAL\" \"$@\"",
                    in: folder)
                let (_, dump, result) = try await fixture.dump(fixture.source(path: tool.path), evidence: .counts)
                #expect(result.evidence.counts == ["rows of public.users": 1_000])
                #expect(!String(decoding: dump.bytes, as: UTF8.self).contains("late"))
            }
        }
    }

    @Test("that leaves out a table is found out by counting in its snapshot")
    func leftOut() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            for format in PostgreSQLConfiguration.Format.allCases {
                try await withScratchFolder { folder in
                    var fixture = fixture
                    fixture.format = format
                    let tool = try ToolStandIn(
                        for: "pg_dump", "exec \"$REAL\" --exclude-table-data=users \"$@\"", in: folder)
                    let error = await expectLifeboatError(.incomplete) {
                        _ = try await fixture.dump(fixture.source(path: tool.path), evidence: .counts)
                    }
                    #expect(error?.why?.contains("rows of public.users") == true)
                    // As an option it is meant so.
                    let source = try fixture.source(options: PostgreSQLOptions("--exclude-table-data=users"))
                    let (_, _, result) = try await fixture.dump(source, evidence: .counts)
                    #expect(result.evidence.isEmpty)
                }
            }
        }
    }

    @Test("by a program that is older than the server is refused before it starts")
    func oldProgram() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            try await withScratchFolder { folder in
                // The stand-in of the contract answers for its version with the real program.
                let script =
                    "#!/bin/sh\ncase \"$*\" in *--version*) echo 'pg_dump (PostgreSQL) 11.3'; exit ;; esac\n: > '\(folder("ran"))'\n"
                chmod(try folder.write("pg_dump", script), 0o755)
                let source = fixture.source(path: "\(folder.path):\(ToolStandIn.realPath)")
                let error = await expectLifeboatError(.refused) { _ = try await fixture.dump(source) }
                #expect(error?.hint?.contains("postgresql-client-15") == true)
                await expectLifeboatError(.refused) { _ = try await source.probe() }
                #expect(!FileManager.default.fileExists(atPath: folder("ran")))
            }
        }
    }

    @Test("in another character set has the names of its tables all the same")
    func characterSets() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            for (encoding, index) in [("LATIN1", 1), ("SQL_ASCII", 2), ("EUC_JP", 3)] {
                let name = "\(fixture.target)_\(index)"
                try await fixture.sql(
                    "postgres",
                    "CREATE DATABASE \(name) TEMPLATE template0 ENCODING '\(encoding)' LC_COLLATE 'C' LC_CTYPE 'C'")
                let table = encoding == "LATIN1" ? "größe" : encoding == "EUC_JP" ? "日本" : "plain"
                try await fixture.sql(
                    name,
                    "SET client_encoding = 'UTF8'; CREATE TABLE \(table) (a text); INSERT INTO \(table) VALUES ('x')")
                let source = fixture.source([name])
                for level in [EvidenceLevel.stream, .counts] {
                    let (target, dump, result) = try await fixture.dump(source, of: name, evidence: level)
                    #expect(result.evidence.counts.count == 1)
                    var told = target
                    told.facts = result.facts
                    let copy = "\(name)_\(level.rawValue)"
                    let restored = try await source.restore(told, from: dump.stream, into: .renamed(copy))
                    #expect(restored.evidence == result.evidence)
                    #expect(try await fixture.description(copy) == fixture.description(name))
                }
            }
        }
    }

    @Test("of a server that is killed in the middle is a failure")
    func killedServer() async throws {
        let service = try #require(try TestService.start("postgresql"))
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let script = try folder.write(
            "rows.sql", "CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 50000)")
        _ = try await onStageThread("psql") {
            try OracleTool("env").run(
                [
                    "PGHOST=127.0.0.1", "PGPORT=\(service.port)", "PGUSER=postgres", "PGPASSWORD=test", "psql", "-Xqf",
                    script,
                ]
            ).checked()
        }
        let source = PostgreSQLSource(
            PostgreSQLConfiguration(
                server: ServerConnection(
                    host: "127.0.0.1", port: service.port, user: "postgres", password: Secret("test")),
                databases: DatabaseSelection(targets: ["postgres"])))
        let error = await expectLifeboatError(.failed) {
            try await source.withSession { session in
                let target = try #require(try await session.targets().first)
                // With its first bytes, of which 50 MB would follow.
                let collected = CollectedDump { size in if size == 0 { try service.signal(SIGQUIT) } }
                _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: collected)
            }
        }
        #expect(error?.hint?.contains("log") == true, "\(error?.description ?? "")")
    }

    @Test("A probe names the server, and what each database weighs; one that is missing is an error")
    func probe() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            let lines = try await fixture.source().probe()
            #expect(lines.first?.contains("at 127.0.0.1:\(fixture.service.port)") == true)
            #expect(lines.contains { $0.hasPrefix(fixture.target) })
            await expectLifeboatError(.notFound) { _ = try await fixture.source(["not there"]).probe() }
        }
    }
}
