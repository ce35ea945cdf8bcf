import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// The article's MySQL job as its container saw it, against a real MariaDB that has the password of the article's Secret.
@Suite("The article's MySQL job", .serialized, .enabled(if: Needs.mounts && Needs.tool("mariadbd")))
struct MySQLArticleTests {
    private static let password = #"p@ss: #0123 'yes' "{{ no }}""#
    private static let folder = "/var/nxs-backup/databases/mysql/dump/mysql"

    private struct Site {
        let fixture: CommandFixture
        let namespace: MountNamespace
        let server: MariaDBServer
        let environment: [String: String]

        func run(_ words: String..., environment: [String: String] = [:]) async throws -> CommandResult {
            try await fixture.start(
                words, environment: self.environment.merging(environment) { $1 }, in: namespace
            ).wait()
        }

        var objects: [String] { fixture.paths(below: namespace(folder)).filter { $0.hasSuffix(".sql.gz") } }
    }

    /// - Parameter byFile: the Secret comes mounted, and the variable names its file.
    private func withSite(
        _ service: String = "mysql.conf.j2", byFile: Bool = false, _ more: [String: String] = [:],
        _ body: (Site) async throws -> Void
    ) async throws {
        guard let server = try MariaDBServer.shared.get() else { return }
        let literal = Self.password.replacing("'", with: "''")
        try server.sql(
            """
            SET GLOBAL log_bin_trust_function_creators = 1; DROP DATABASE IF EXISTS redmine_db; DROP DATABASE IF EXISTS redmine_copy;
            CREATE DATABASE redmine_db CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
            CREATE USER IF NOT EXISTS redmine@'%' IDENTIFIED BY '\(literal)';
            GRANT ALL ON `redmine\\_%`.* TO redmine@'%';
            CREATE TABLE redmine_db.users (id INT AUTO_INCREMENT PRIMARY KEY, login VARCHAR(60), avatar BLOB);
            INSERT INTO redmine_db.users (login, avatar) VALUES ('ann', x'00ff1a'), ('b;ob''s 😀', NULL), ('(), (', '');
            CREATE TABLE redmine_db.issues (id INT PRIMARY KEY, author INT, FOREIGN KEY (author) REFERENCES users (id));
            INSERT INTO redmine_db.issues SELECT seq, 1 + seq % 3 FROM redmine_db.seq_1_to_5000;
            """)
        // As the application itself makes them.
        try server.sql(
            """
            CREATE DEFINER = redmine@'%' VIEW open_issues AS SELECT id FROM issues WHERE id > 10;
            CREATE DEFINER = redmine@'%' TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET NEW.login = TRIM(NEW.login);
            """, in: "redmine_db")
        try await CommandFixture.with { fixture in
            let namespace = try await fixture.articleNamespace(service: service)
            var environment = ["DB_HOST": "127.0.0.1", "DB_PORT": "\(server.service.port)", "DB_USER": "redmine"]
            environment.merge(more) { $1 }
            if byFile {
                environment["DB_PASSWORD_FILE"] = try fixture.scratch.write("secret/db_password", Self.password)
            } else {
                environment["DB_PASSWORD"] = Self.password
            }
            try await body(
                Site(fixture: fixture, namespace: namespace, server: server, environment: environment))
        }
    }

    @Test("runs unchanged, is listed and verified, and shows the password nowhere", arguments: [false, true])
    func runs(_ byFile: Bool) async throws {
        try await withSite(byFile: byFile) { site in
            let result = try await site.run("run")
            #expect(result.status == 0, "\(result)")
            #expect(result.text.contains("job mysql: target redmine_db: backed up"), "\(result)")
            #expect(site.objects.count == 1)
            let list = try await site.run("list")
            #expect(list.text.contains("redmine_db"))
            let verified = try await site.run("verify")
            #expect(verified.status == 0, "\(verified)")
            let checked = try await site.run("check")
            #expect(checked.status == 0 && checked.text.contains("MariaDB"), "\(checked)")

            let receipt = try #require(
                site.fixture.paths(below: site.namespace(Self.folder)).first { $0.hasSuffix("receipt.json") })
            let text = try String(contentsOfFile: site.namespace("\(Self.folder)/\(receipt)"), encoding: .utf8)
            #expect(text.contains(#""rows of issues" : 5000"#), "\(text)")
            #expect(text.contains(#""rows of users" : 3"#))
            #expect(text.contains("MariaDB"))
            let shown = try await site.run("config", "--show")
            for said in [result, list, verified, checked, shown].flatMap({ [$0.text, $0.errors] }) + [text] {
                #expect(!said.contains("#0123"), "the password shows")
            }
        }
    }

    @Test("Its variant, local and also S3: the same bytes in both places, and what fails in one is in the other")
    func alsoS3() async throws {
        guard let s3 = try TestService.start("rclone-s3") else { return }
        let bucket = [
            "BUCKET_NAME": "lifeboat", "ACCESS_KEY_ID": "lifeboat-key", "SECRET_ACCESS_KEY": "lifeboat-secret",
            "S3FS_OPTS": "-o url=http://127.0.0.1:\(s3.port) -o use_path_request_style",
        ]
        try await withSite("mysql-s3.conf.j2", bucket) { site in
            let result = try await site.run("run")
            #expect(result.status == 0, "\(result)")
            let object = try #require(site.objects.first)
            let local = try Data(contentsOf: URL(fileURLWithPath: site.namespace("\(Self.folder)/\(object)")))
            let remote = "\(s3["data"])/nxs-backup/databases/mysql/dump/mysql/\(object)"
            #expect(try Data(contentsOf: URL(fileURLWithPath: remote)) == local)
            let verified = try await site.run("verify")
            #expect(verified.status == 0, "\(verified)")

            let original = try site.server.dump("redmine_db")
            let copied = try await site.run("restore", "mysql/redmine_db", "--storage", "s3", "--as", "redmine_copy")
            #expect(copied.status == 0, "\(copied)")
            #expect(try site.server.dump("redmine_copy") == original)

            let refused = try await site.run("run", environment: ["SECRET_ACCESS_KEY": "another"])
            #expect(refused.status == 3, "\(refused)")
            #expect(refused.text.contains("storage s3: access denied (403 SignatureDoesNotMatch)"), "\(refused)")
            // The local folder has the new one, the bucket still the one before.
            #expect(site.objects.count == 1 && site.objects.first != object)
            let left = site.fixture.paths(below: s3["data"]).filter { $0.hasSuffix(".sql.gz") }
            #expect(left.count == 1)

            try s3.signal(SIGKILL)
            let dead = try await site.run("run")
            #expect(dead.status == 3, "\(dead)")
            #expect(dead.text.contains("storage s3: cannot connect to 127.0.0.1"), "\(dead)")
        }
    }

    @Test("What it stored comes back under another name, over the original, and by hand")
    func comesBack() async throws {
        try await withSite { site in
            let original = try site.server.dump("redmine_db")
            let run = try await site.run("run")
            #expect(run.status == 0, "\(run)")

            let copied = try await site.run("restore", "mysql/redmine_db", "--as", "redmine_copy")
            #expect(copied.status == 0, "\(copied)")
            #expect(try site.server.dump("redmine_copy") == original)
            let again = try await site.run("restore", "mysql/redmine_db", "--as", "redmine_copy")
            #expect(again.status == 1 && again.errors.contains("holds something already"), "\(again)")

            try site.server.sql("DELETE FROM redmine_db.issues WHERE id > 7; DROP TABLE redmine_db.issues")
            let inPlace = try await site.run("restore", "mysql/redmine_db", "--in-place")
            #expect(inPlace.status == 0, "\(inPlace)")
            #expect(try site.server.dump("redmine_db") == original)

            try site.server.sql("CREATE OR REPLACE DATABASE redmine_copy CHARACTER SET latin1")
            let object = try #require(site.objects.first)
            let byHand = try await site.fixture.tool(
                "bash", "-c", "set -o pipefail; gzip -dc \"$0\" | mariadb --defaults-file=\"$1\" redmine_copy",
                site.namespace("\(Self.folder)/\(object)"), try site.server.options)
            #expect(byHand.status == 0, "\(byHand)")
            #expect(try site.server.dump("redmine_copy") == original)
        }
    }

    @Test("What it stored comes back on another server, named by a URL without a password")
    func otherServer() async throws {
        try await withSite { site in
            guard let other = try MariaDBServer.start() else { return }
            _ = try await site.run("run")
            let url = "mysql://root@127.0.0.1:\(other.service.port)/moved"
            let restored = try await site.run(
                "restore", "mysql/redmine_db", "--to", url, environment: ["LIFEBOAT_RESTORE_PASSWORD": "test"])
            #expect(restored.status == 0, "\(restored)")
            // Nobody can read a view whose definer is missing.
            try other.sql("CREATE USER redmine@'%'; GRANT ALL ON *.* TO redmine@'%'")
            #expect(try other.dump("moved") == site.server.dump("redmine_db"))
            let refused = try await site.run(
                "restore", "mysql/redmine_db", "--to", url.replacing("root@", with: "root:test@"))
            #expect(refused.status == 64 && !refused.errors.contains("root:test"), "\(refused)")
        }
    }

    @Test("A password that is wrong, or a server that is down, fails the run and leaves nothing")
    func fails() async throws {
        try await withSite { site in
            for wrong in [["DB_PASSWORD": "0123"], ["DB_PORT": "1"]] {
                let result = try await site.run("run", environment: wrong)
                #expect(result.status == 1, "\(result)")
                #expect((result.text + result.errors).contains("hint:"), "\(result)")
                #expect(site.objects.isEmpty)
            }
        }
    }

    @Test("A backup that was damaged is not restored, and the error says what is left")
    func damaged() async throws {
        try await withSite { site in
            _ = try await site.run("run")
            let object = URL(fileURLWithPath: site.namespace("\(Self.folder)/\(try #require(site.objects.first))"))
            let gzip = try await site.fixture.tool(
                "bash", "-c", "gzip -dc \"$0\" | sed 's/ann/eve/' | gzip", object.path)
            try gzip.output.write(to: object)
            let result = try await site.run("restore", "mysql/redmine_db", "--as", "redmine_copy")
            #expect(result.status == 4, "\(result)")
            #expect(result.errors.contains("DROP DATABASE `redmine_copy`"), "\(result)")
        }
    }
}
