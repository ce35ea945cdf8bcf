import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("A SQLite database in use", .enabled(if: Needs.tool("sqlite3")))
struct SQLiteTests {
    private func configure(_ fixture: CommandFixture, _ database: String) throws {
        try fixture.configure(
            """
            jobs:
              - job: app
                type: sqlite
                sources: [{target: ["\(database)"]}]
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
    }

    @Test("is one moment of itself while the application writes, and comes back whole")
    func live() async throws {
        try await CommandFixture.with { fixture in
            let database = fixture.scratch("app.sqlite3")
            let setUp = """
                PRAGMA journal_mode=WAL; PRAGMA user_version=7; PRAGMA application_id=1280262978;
                CREATE TABLE debit(id INTEGER PRIMARY KEY, amount INTEGER); CREATE TABLE credit(id INTEGER PRIMARY KEY, amount INTEGER);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) INSERT INTO debit SELECT i, i FROM n;
                INSERT INTO credit SELECT id, amount FROM debit;
                """
            #expect(try await fixture.tool("sqlite3", database, setUp).status == 0)
            // Each transaction changes both tables, so that a backup of two moments shows.
            let steps = (20_001...60_000).map {
                "BEGIN; INSERT INTO debit VALUES(\($0), \($0)); INSERT INTO credit VALUES(\($0), \($0)); COMMIT;\n"
            }
            try fixture.scratch.write("steps.sql", "PRAGMA synchronous=OFF;\n.timeout 10000\n" + steps.joined())
            try configure(fixture, database)
            let writer = try fixture.spawn(
                ["sqlite3", database], environment: [:], input: fixture.scratch("steps.sql"))
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            kill(writer.pid, SIGTERM)
            _ = try await writer.wait()

            let restored = try await fixture.run("restore", "app", "--to", fixture.scratch("back"))
            #expect(restored.status == 0, "\(restored)")
            let name = try #require(fixture.paths(below: "back").first)
            let answer = try await fixture.tool(
                "sqlite3", fixture.scratch("back/\(name)"),
                """
                PRAGMA integrity_check; PRAGMA user_version; PRAGMA application_id;
                SELECT (SELECT count(*) FROM debit) = (SELECT count(*) FROM credit), (SELECT count(*) FROM debit) >= 20000;
                """)
            #expect(answer.lines == ["ok", "7", "1280262978", "1|1"], "\(answer)")
        }
    }

    @Test("In WAL mode it needs a folder to write to, or its application running", .enabled(if: Needs.otherUsers))
    func readOnlyFolder() async throws {
        try await CommandFixture.with { fixture in
            let database = try fixture.scratch.write("data/app.sqlite3", "")
            let setUp = "PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1);"
            #expect(try await fixture.tool("sqlite3", database, setUp).status == 0)
            try fixture.configure(
                """
                jobs:
                  - job: app
                    type: sqlite
                    sources: [{target: ["\(database)"]}]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            try fixture.openToOthers()
            try fixture.makeFolder("store", ownedBy: 65_534)
            chmod(fixture.scratch("data"), 0o755)
            chmod(database, 0o644)
            let refused = try await fixture.run("run", asUser: 65_534)
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.errors.contains("cannot open \(database)"), "\(refused)")
            #expect(refused.errors.contains("-shm"), "\(refused)")

            // Its application has it open: the files are there, and are enough.
            let hold = "INSERT INTO t VALUES(2);\n.shell touch '\(fixture.scratch("held"))'; exec sleep 1000\n"
            try fixture.scratch.write("hold.sql", hold)
            let application = try fixture.spawn(
                ["sqlite3", database], environment: [:], input: fixture.scratch("hold.sql"))
            try await application.reaches { fixture.exists("held") }
            for suffix in ["-wal", "-shm"] { chmod(database + suffix, 0o644) }
            let result = try await fixture.run("run", asUser: 65_534)
            #expect(result.status == 0, "\(result)")
            application.end()
            let plain = try await fixture.run("restore", "app", "--stdout", asUser: 65_534)
            #expect(plain.text.contains("VALUES(1,1)") && plain.text.contains("VALUES(2,2)"), "\(plain)")
        }
    }

    @Test("A database that is none is a failure")
    func garbage() async throws {
        try await CommandFixture.with { fixture in
            let database = try fixture.scratch.write("app.sqlite3", String(repeating: "no database\n", count: 1_000))
            try configure(fixture, database)
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains(database))
            #expect(try await fixture.backups() == [])
        }
    }

    @Test(
        "In place it is not put under a running application, and comes back with its owner",
        .enabled(if: Needs.otherUsers))
    func inPlace() async throws {
        try await CommandFixture.with { fixture in
            let database = fixture.scratch("app.sqlite3")
            let setUp = "PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1);"
            #expect(try await fixture.tool("sqlite3", database, setUp).status == 0)
            chown(database, 1_000, 1_000)
            chmod(database, 0o664)
            try configure(fixture, database)
            #expect(try await fixture.run("run").status == 0)

            mkfifo(fixture.scratch("orders"), 0o600)
            let application = try fixture.spawn(
                ["bash", "-c", "sqlite3 '\(database)' < '\(fixture.scratch("orders"))'"], environment: [:], input: nil)
            let orders = open(fixture.scratch("orders"), O_WRONLY | O_CLOEXEC)
            func order(_ statement: String) {
                _ = statement.utf8CString.withUnsafeBytes { write(orders, $0.baseAddress, $0.count - 1) }
            }
            order("BEGIN IMMEDIATE; INSERT INTO t VALUES(2);\n.shell touch '\(fixture.scratch("busy"))'\n")
            try await application.reaches { fixture.exists("busy") }
            let refused = try await fixture.run("restore", "app", "--in-place")
            #expect(
                refused.status == 1 && refused.errors.contains("\(database) is in use: it is open in process "),
                "\(refused)")
            #expect(refused.errors.contains("hint: stop its application, restore, then start it again"), "\(refused)")
            order("COMMIT;\n")
            close(orders)
            #expect(try await application.wait().status == 0)
            #expect(try await fixture.tool("sqlite3", database, "SELECT a FROM t;").lines == ["1", "2"])

            try FileManager.default.removeItem(atPath: database)
            let restored = try await fixture.run("restore", "app", "--in-place")
            #expect(restored.status == 0, "\(restored)")
            #expect(try await fixture.tool("stat", "-c", "%u:%g %a", database).text == "1000:1000 664\n")
            // Whoever is not root cannot give it away.
            try fixture.openToOthers()
            try fixture.makeFolder("back", ownedBy: 65_534)
            for path in try await fixture.tool("find", fixture.scratch("store")).lines { chown(path, 65_534, 65_534) }
            let poor = try await fixture.run("restore", "app", "--to", fixture.scratch("back"), asUser: 65_534)
            #expect(poor.status == 3, "\(poor)")
            #expect(poor.errors.contains("warning: owners: not restored: that needs root; it was 1000:1000"), "\(poor)")
            #expect(try await fixture.tool("stat", "-c", "%a", fixture.scratch("back/app.sqlite3")).text == "664\n")
        }
    }
}
