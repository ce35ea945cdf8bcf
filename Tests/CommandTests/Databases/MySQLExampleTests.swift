import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// The configuration in `examples/mysql` and the commands in `docs/restore.md`, as they stand there.
@Suite("The example for MariaDB, and what its documents say", .serialized, .enabled(if: Needs.tool("mariadbd")))
struct MySQLExampleTests {
    private static let root = #filePath.components(separatedBy: "/Tests/CommandTests/")[0]
    private static let example = root + "/examples/mysql/lifeboat.yaml.j2"

    private struct Site {
        let fixture: CommandFixture
        let server: MariaDBServer
        let environment: [String: String]

        func run(_ words: String..., environment: [String: String] = [:]) async throws -> CommandResult {
            try await fixture.start(words, environment: self.environment.merging(environment) { $1 }).wait()
        }

        func object(_ suffix: String) throws -> String {
            let store = fixture.scratch("store")
            let found = fixture.paths(below: store).filter { $0.hasSuffix(suffix) }
            try #require(found.count == 1, "\(found)")
            return "\(store)/\(found[0])"
        }
    }

    /// A server with one database, backed up as the example says, by a user with the rights that it names.
    private func withBackups(_ body: (Site) async throws -> Void) async throws {
        guard let server = try MariaDBServer.start() else { return }
        try server.sql(
            """
            CREATE DATABASE redmine_db CHARACTER SET utf8mb4;
            CREATE TABLE redmine_db.issues (id INT PRIMARY KEY, text VARCHAR(100), file BLOB);
            INSERT INTO redmine_db.issues SELECT seq, CONCAT('it''s \\n ', seq), UNHEX(MD5(seq)) FROM redmine_db.seq_1_to_3000;
            CREATE VIEW redmine_db.few AS SELECT id FROM redmine_db.issues WHERE id < 9;
            CREATE PROCEDURE redmine_db.p() SELECT 1;
            CREATE USER app@'%' IDENTIFIED BY 'app'; GRANT SELECT ON redmine_db.issues TO app@'%';
            """)
        for line in try String(contentsOfFile: Self.example, encoding: .utf8).split(separator: "\n") {
            guard let statement = ["CREATE USER ", "GRANT "].compactMap({ line.range(of: $0) }).first else { continue }
            let text = line[statement.lowerBound...].prefix { $0 != ";" }
            try server.sql(String(text).replacing("…", with: "it''s backup"))
        }
        try await CommandFixture.with { fixture in
            // A server that is restored below it runs as its own user.
            chmod(fixture.scratch.path, 0o711)
            let options = try fixture.scratch.write(
                "server.cnf",
                "[client]\nsocket=\(server.service["socket"])\n[mysqld]\ndatadir=\(server.service["data"])\n")
            let environment = [
                "LIFEBOAT_CONFIG": Self.example, "DB_PORT": "\(server.service.port)", "DB_PASSWORD": "it's backup",
                "SERVER_CONF": options, "BACKUPS": fixture.scratch("store"),
            ]
            let site = Site(fixture: fixture, server: server, environment: environment)
            let checked = try await site.run("check")
            #expect(checked.status == 0, "\(checked)")
            let run = try await site.run("run")
            #expect(run.status == 0, "\(run)")
            try await body(site)
        }
    }

    @Test("backs up databases, users and the whole server, and each is restored by one command")
    func restored() async throws {
        try await withBackups { site in
            guard let other = try MariaDBServer.start(id: 2) else { return }
            try other.sql("SET GLOBAL log_bin_trust_function_creators = 1")
            let original = try site.server.dump("redmine_db")
            let url = "mysql://root@127.0.0.1:\(other.service.port)"
            let password = ["LIFEBOAT_RESTORE_PASSWORD": "test"]
            for target in ["redmine_db", "mysql.users"] {
                let result = try await site.run(
                    "restore", "mysql/\(target)", "--to", url, environment: password)
                #expect(result.status == 0, "\(result)")
            }
            #expect(try other.dump("redmine_db") == original)
            #expect(try other.sql("SHOW GRANTS FOR app") == site.server.sql("SHOW GRANTS FOR app"))

            let text = try await site.run("restore", "mysql/redmine_db", "--stdout")
            let byHand = try await site.fixture.tool("zstd", "-dc", site.object("redmine_db.sql.zst"))
            #expect(text.status == 0 && text.output == byHand.output && !text.output.isEmpty)

            let folder = site.fixture.scratch("restored")
            let whole = try await site.run("restore", "server/server", "--to", folder)
            #expect(whole.status == 0, "\(whole)")
            let started = try MariaDBServer.start(on: folder)
            #expect(try started?.dump("redmine_db") == original)
        }
    }

    @Test("is restored by the commands that the documents give for a day without lifeboat")
    func byHand() async throws {
        try await withBackups { site in
            guard let other = try MariaDBServer.start(id: 2) else { return }
            let original = try site.server.dump("redmine_db")
            // The programs find the other server as an administrator's do.
            try FileManager.default.copyItem(atPath: other.options, toPath: site.fixture.scratch(".my.cnf"))
            let folder = site.fixture.scratch("by-hand")
            for (heading, objects) in [
                ("### A database", ["redmine_db.sql.zst"]), ("### Users and grants", ["mysql.users.sql.zst"]),
                ("### A whole server", ["server.xbstream.zst"]),
            ] {
                var script = try Self.commands(below: heading)
                for object in objects { script = try script.replacing(object, with: site.object(object)) }
                script = script.replacing("/var/lib/mysql", with: folder)
                let result = try await site.fixture.tool("bash", "-euo", "pipefail", "-c", script)
                #expect(result.status == 0, "\(script): \(result)")
            }
            #expect(try other.dump("redmine_db") == original)
            #expect(try other.sql("SHOW GRANTS FOR app") == site.server.sql("SHOW GRANTS FOR app"))
            let started = try MariaDBServer.start(on: folder)
            #expect(try started?.dump("redmine_db") == original)
        }
    }

    /// The block behind `Without Lifeboat:` below a heading.
    private static func commands(below heading: String) throws -> String {
        let document = try String(contentsOfFile: root + "/docs/restore.md", encoding: .utf8)
        let section = try #require(
            document.components(separatedBy: "\n## ").first { $0.hasPrefix("MariaDB and MySQL\n") })
        let part = try #require(section.components(separatedBy: heading + "\n").last)
        let end = try #require(part.components(separatedBy: "Without Lifeboat:\n").dropFirst().first)
        return try #require(end.components(separatedBy: "```\n").dropFirst().first)
    }
}
