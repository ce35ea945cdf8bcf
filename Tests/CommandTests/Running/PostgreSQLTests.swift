import Foundation
import LifeboatTesting
import Testing

/// One server for all tests of this process, each with databases of its own.
private let server = Result { try TestService.start("postgresql") }

/// Skipped only where it is not installed and need not be.
private let isHere = if case .success(nil) = server { false } else { true }

@Suite("A PostgreSQL server", .enabled(if: isHere))
struct PostgreSQLTests {
    private static let password = "test"

    private func service() throws -> TestService {
        try #require(try server.get(), "PostgreSQL is not installed")
    }

    @discardableResult
    private func tool(_ fixture: CommandFixture, _ words: String..., input: String? = nil) async throws -> CommandResult
    {
        let variables = [
            "PGHOST=127.0.0.1", "PGPORT=\(try service().port)", "PGUSER=postgres", "PGPASSWORD=\(Self.password)",
        ]
        let result = try await fixture.spawn(["env"] + variables + words, environment: [:], input: input).wait()
        #expect(result.status == 0, "\(words): \(result)")
        return result
    }

    /// What pg_dump says of a database, without the key that differs each time.
    private func description(_ fixture: CommandFixture, _ database: String) async throws -> [String] {
        try await tool(fixture, "pg_dump", database).lines.filter { !$0.contains("restrict") }
    }

    private func configure(_ fixture: CommandFixture, _ database: String, more: String = "") throws {
        try fixture.scratch.write(
            "lifeboat.yaml",
            """
            jobs:
              - job: pg
                type: postgresql
                sources:
                  - connect: {db_host: 127.0.0.1, db_port: \(try service().port), db_user: postgres, db_password: \(Self.password)}
                    target: ["\(database)"]
            \(more)
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
    }

    private func url(_ database: String, user: String = "postgres") throws -> String {
        "postgresql://\(user)@127.0.0.1:\(try service().port)/\(database)"
    }

    private func makeShop(_ fixture: CommandFixture) async throws -> String {
        let name = "shop\(UInt32.random(in: .min ... .max))"
        try await tool(fixture, "createdb", name)
        fixture.onCleanup {
            for database in [name, name + "_two", name + "_three"] {
                _ = try? await self.tool(fixture, "dropdb", "--if-exists", "--force", database)
            }
        }
        let script = try fixture.scratch.write(
            "shop.sql",
            """
            CREATE TABLE products (id int PRIMARY KEY, name text, picture bytea, price numeric);
            INSERT INTO products SELECT i, 'Ware № ' || i, decode(repeat('00ff5c', i % 50), 'hex'), i / 7.0 FROM generate_series(1, 3000) i;
            CREATE TABLE orders (id int PRIMARY KEY, product int REFERENCES products, at timestamptz);
            INSERT INTO orders SELECT i, 1 + i % 3000, '2026-01-01' FROM generate_series(1, 10000) i;
            CREATE VIEW sold AS SELECT name, count(*) FROM orders JOIN products ON product = products.id GROUP BY name;
            """)
        try await tool(fixture, "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", name, "-f", script)
        return name
    }

    @Test("is backed up, listed, verified, and restored beside itself, elsewhere and in place, and without Lifeboat")
    func roundTrip() async throws {
        try await CommandFixture.with { fixture in
            let shop = try await makeShop(fixture)
            let original = try await description(fixture, shop)
            try configure(fixture, shop)
            let check = try await fixture.run("check")
            #expect(check.status == 0 && check.text.contains("PostgreSQL"), "\(check)")
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            let backup = try #require(try await fixture.backups().first)
            #expect(backup.target == shop && backup.complete)
            #expect(try await fixture.run("verify", "--all").status == 0)

            let beside = try await fixture.run("restore", "pg/\(shop)", "--as", shop + "_two")
            #expect(beside.status == 0 && beside.errors.contains("digests and counts agree"), "\(beside)")
            #expect(try await description(fixture, shop + "_two") == original)

            let again = try await fixture.run("restore", "pg/\(shop)", "--as", shop + "_two")
            #expect(again.status == 1 && again.errors.contains("hint:"), "\(again)")

            let password = ["LIFEBOAT_RESTORE_PASSWORD": Self.password]
            let elsewhere = try await fixture.run(
                "restore", "pg/\(shop)", "--to", url(shop + "_three"), "-o", "json", environment: password)
            #expect(elsewhere.status == 0 && elsewhere.text.contains("\"into\" : \"server\""), "\(elsewhere)")
            // Counted when it was dumped, and afterwards.
            let counts = "\"rows of public.orders\" : 10000"
            #expect(elsewhere.text.contains("\"counts_at_dump\""), "\(elsewhere)")
            #expect(elsewhere.text.split(separator: counts).count == 3, "\(elsewhere)")
            #expect(try await description(fixture, shop + "_three") == original)

            // It holds something now.
            let refused = try await fixture.run(
                "restore", "pg/\(shop)", "--to", url(shop + "_three"), environment: password)
            #expect(refused.status == 1 && refused.errors.contains("--force"), "\(refused)")
            try await tool(fixture, "psql", "-Xqd", shop + "_three", "-c", "DELETE FROM orders")
            let file = try fixture.scratch.write("password", Self.password + "\n")
            let forced = try await fixture.run(
                "restore", "pg/\(shop)", "--to", url(shop + "_three"), "--force",
                environment: ["LIFEBOAT_RESTORE_PASSWORD_FILE": file])
            #expect(forced.status == 0, "\(forced)")
            #expect(try await description(fixture, shop + "_three") == original)

            try await tool(fixture, "psql", "-Xqd", shop, "-c", "DROP TABLE orders CASCADE")
            let inPlace = try await fixture.run("restore", "pg/\(shop)", "--in-place")
            #expect(inPlace.status == 0, "\(inPlace)")
            #expect(try await description(fixture, shop) == original)

            // With the tools of every distribution.
            try await tool(fixture, "dropdb", shop + "_two")
            try await tool(fixture, "createdb", "--template", "template0", "--encoding", "UTF8", shop + "_two")
            let object = fixture.scratch("store/pg/\(shop)/\(backup.id)/\(shop).sql.zst")
            try await tool(
                fixture, "bash", "-c",
                "set -o pipefail; zstd -dc '\(object)' | psql -qX --single-transaction -v ON_ERROR_STOP=1 -d \(shop)_two"
            )
            #expect(try await description(fixture, shop + "_two") == original)

            for result in [check, run, beside, elsewhere, forced, inPlace] {
                #expect(!result.description.contains("password=\(Self.password)"))
            }
        }
    }

    @Test("in an archive loses one row when its stored bytes are damaged: nothing is restored")
    func damaged() async throws {
        try await CommandFixture.with { fixture in
            let shop = try await makeShop(fixture)
            try configure(fixture, shop, more: "        format: custom\n        compression: none")
            #expect(try await fixture.run("run").status == 0)
            let backup = try #require(try await fixture.backups().first)
            let object = fixture.scratch("store/pg/\(shop)/\(backup.id)/\(shop).dump")
            // Sound, it opens with the tools of every distribution.
            try await tool(fixture, "createdb", "--template", "template0", shop + "_three")
            try await tool(
                fixture, "pg_restore", "--single-transaction", "--exit-on-error", "-d", shop + "_three", input: object)
            let (original, copy) = (
                try await description(fixture, shop), try await description(fixture, shop + "_three")
            )
            #expect(original == copy)

            var bytes = try Data(contentsOf: URL(fileURLWithPath: object))
            let place = try #require(bytes.range(of: Data("Ware № 2999".utf8)))
            // As valid a row as before.
            bytes[place.upperBound - 1] = UInt8(ascii: "8")
            try bytes.write(to: URL(fileURLWithPath: object))
            let result = try await fixture.run("restore", "pg/\(shop)", "--as", shop + "_two")
            #expect(result.status == 4, "\(result)")
            let names = try await tool(fixture, "psql", "-XqAtc", "SELECT datname FROM pg_database").lines
            #expect(names.contains(shop) && !names.contains(shop + "_two"))
        }
    }

    @Test("that is named wrongly on the command line is refused before anything is read")
    func usage() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, "postgres")
            let both = ["LIFEBOAT_RESTORE_PASSWORD": "a", "LIFEBOAT_RESTORE_PASSWORD_FILE": "/b"]
            for (url, environment, words) in [
                ("postgresql://u:secret@h/d", [:], "LIFEBOAT_RESTORE_PASSWORD"),
                ("mysql://u@h/d", [:], "postgresql://"),
                ("postgresql://u@h/d", both, "both set"), ("postgresql://u@h/d?x=1", [:], "URL"),
                ("postgresql://u@h/d", ["LIFEBOAT_RESTORE_PASSWORD_FILE": "/nowhere"], "/nowhere"),
            ] as [(String, [String: String], String)] {
                let result = try await fixture.run("restore", "pg/postgres", "--to", url, environment: environment)
                #expect(result.status == 64 && result.errors.contains(words), "\(url): \(result)")
                #expect(!result.description.contains("secret"))
            }
            try fixture.makeFiles()
            try fixture.configureFiles()
            let files = try await fixture.run("restore", "site", "--to", "postgresql://u@h/d")
            #expect(files.status == 64 && files.errors.contains("desc_files"), "\(files)")
        }
    }

    @Test("shows its password to nobody while it is dumped")
    func processList() async throws {
        try await CommandFixture.with { fixture in
            let shop = try await makeShop(fixture)
            let secret = "s3cr3t-\(shop)"
            try await tool(
                fixture, "psql", "-Xqc", "CREATE ROLE \(shop) SUPERUSER LOGIN PASSWORD '\(secret)'")
            fixture.onCleanup { _ = try? await self.tool(fixture, "psql", "-Xqc", "DROP ROLE \(shop)") }
            try configure(fixture, shop, more: "        evidence: counts")
            let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            try fixture.configure(
                text.replacing(
                    "db_user: postgres, db_password: \(Self.password)", with: "db_user: \(shop), db_password: \(secret)"
                ))
            // Every argument of every process, again and again, for as long as the run takes.
            let run = try fixture.start(["run"], environment: [:])
            let spy = try fixture.spawn(
                [
                    "bash", "-c",
                    "while kill -0 \(run.pid) 2>/dev/null; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; done",
                ],
                environment: [:], input: nil)
            let result = try await run.wait()
            let seen = try await spy.wait()
            #expect(result.status == 0, "\(result)")
            #expect(seen.text.contains("pg_dump"), "the run was not seen")
            #expect(!seen.text.contains(secret))
            #expect(!result.description.contains(secret))
            for path in fixture.paths(below: "store") where path.hasSuffix(".json") {
                let text = try String(contentsOfFile: fixture.scratch("store/\(path)"), encoding: .utf8)
                #expect(!text.contains(secret))
            }
        }
    }

    /// As examples/postgresql says it, for a user with no more rights than it needs.
    @Test("comes back on another one: the roles, then what belongs to them; and as a whole")
    func otherServer() async throws {
        let first = try #require(try TestService.start("postgresql"))
        let second = try #require(try TestService.start("postgresql"))
        try await CommandFixture.with { fixture in
            func ask(_ service: TestService, _ words: String..., input: String? = nil) async throws -> CommandResult {
                let variables = [
                    "PGHOST=127.0.0.1", "PGPORT=\(service.port)", "PGUSER=postgres", "PGPASSWORD=\(Self.password)",
                ]
                let result = try await fixture.spawn(["env"] + variables + words, environment: [:], input: input).wait()
                #expect(result.status == 0, "\(words): \(result)")
                return result
            }
            let script = try fixture.scratch.write(
                "first.sql",
                """
                CREATE ROLE backup LOGIN REPLICATION PASSWORD 'p:a \\s''s' IN ROLE pg_read_all_data;
                CREATE ROLE owner; CREATE ROLE reader IN ROLE owner;
                CREATE DATABASE "the shop" OWNER owner;
                \\c "the shop"
                SET ROLE owner;
                CREATE SCHEMA stock AUTHORIZATION owner;
                CREATE TABLE stock.wares AS SELECT i, repeat('x', i % 100) AS name FROM generate_series(1, 20000) i;
                GRANT SELECT ON stock.wares TO reader;
                RESET ROLE;
                CREATE DATABASE anchors OWNER owner;
                \\c anchors
                SET ROLE owner;
                CREATE TABLE chains (id int);

                """)
            _ = try await ask(first, "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", script)
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            let environment = [
                "LIFEBOAT_CONFIG": root.appending(path: "examples/postgresql/lifeboat.yaml.j2").path,
                "DB_PORT": "\(first.port)", "DB_PASSWORD": "p:a \\s's", "BACKUPS": fixture.scratch("store"),
                "LIFEBOAT_RESTORE_PASSWORD": Self.password,
            ]
            let run = try await fixture.run("run", environment: environment)
            #expect(run.status == 0, "\(run)")

            let server = "postgresql://postgres@127.0.0.1:\(second.port)"
            let early = try await fixture.run(
                "restore", "pg/the shop", "--to", server, environment: environment)
            #expect(early.status == 1 && early.errors.contains("roles-and-tablespaces"), "\(early)")
            let roles = try await fixture.run(
                "restore", "pg/roles-and-tablespaces", "--to", server, environment: environment)
            #expect(roles.status == 0 && roles.errors.contains("role postgres"), "\(roles)")
            let shop = try await fixture.run(
                "restore", "pg/the shop", "--to", server, environment: environment)
            #expect(shop.status == 0 && shop.errors.contains("/the shop"), "\(shop)")
            func dump(_ service: TestService) async throws -> [String] {
                try await ask(service, "pg_dump", "the shop").lines.filter { !$0.contains("restrict") }
            }
            let (original, copy) = (try await dump(first), try await dump(second))
            #expect(original == copy)
            let members = "SELECT pg_has_role('reader', 'owner', 'member')"
            let answer = try await ask(second, "psql", "-XqAtc", members)
            #expect(answer.text == "t\n")

            // The whole job at once: a database that comes before the roles by its name needs them as well.
            let third = try #require(try TestService.start("postgresql"))
            let job = try await fixture.run(
                "restore", "pg", "--to", "postgresql://postgres@127.0.0.1:\(third.port)", environment: environment)
            #expect(job.status == 0, "\(job)")
            #expect(try await dump(third) == original)

            let whole = try await fixture.run(
                "restore", "pg-server", "--to", fixture.scratch("data"), environment: environment)
            #expect(whole.status == 0, "\(whole)")
            let judge = try await fixture.tool(
                "bash", "-c", "/usr/lib/postgresql/*/bin/pg_verifybackup '\(fixture.scratch("data"))'")
            #expect(judge.status == 0, "\(judge)")
        }
    }
}
