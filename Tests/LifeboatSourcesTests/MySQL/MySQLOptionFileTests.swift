import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("MySQL's option files")
struct MySQLOptionFileTests {
    private static let hostile = """
        # of an administrator
        [client]
        host=elsewhere.example.org
        port = 1
        user="some#body"
        password=secret
        ssl-ca=/ca.pem
        loose-ssl_verify_server_cert
        init-command=SET SQL_SELECT_LIMIT=0
        default-character-set=ascii
        [mysqld]
        user=mysql
        [mysql]
        force
        [mysqldump]
        no-data
        where=1=0
        ignore-table=a.b

        """

    @Test("Only what says how to connect is taken, and of the user's own file not which server")
    func parts() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("x.cnf", Self.hostile)
            let identity = [
                "[client]", "user=\"some#body\"", "password=secret", "ssl-ca=/ca.pem", "loose-ssl_verify_server_cert",
                "[mysql]", "[mysqldump]",
            ]
            #expect(try MySQLOptionLines(ofFile: file, .identity).lines == identity)
            var whole = identity
            whole.insert(contentsOf: ["host=elsewhere.example.org", "port = 1"], at: 1)
            #expect(try MySQLOptionLines(ofFile: file, .connection).lines == whole)
            #expect(
                try MySQLOptionLines(ofFile: file, .protection).lines
                    == identity.filter {
                        !$0.contains("user") && !$0.contains("password")
                    })
        }
    }

    @Test("Includes are followed, and a group goes on behind them")
    func includes() async throws {
        try await withScratchFolder { folder in
            try folder.write("d/b.cnf", "[client]\nuser=b\n")
            try folder.write("d/a.cnf", "[client]\nuser=a\n[mysqld]\nport=9\n")
            try folder.write("d/c.txt", "[client]\nuser=c\n")
            let file = try folder.write(
                "x.cnf",
                "[client]\n!includedir \(folder("d"))\nport=1\n[mysqld]\n!include \(folder("d/b.cnf"))\nport=2\n")
            #expect(
                try MySQLOptionLines(ofFile: file, .connection).lines
                    == [
                        "[client]", "[client]", "user=a", "[client]", "user=b", "[client]", "port=1", "[client]",
                        "user=b",
                    ])
        }
    }

    @Test("What cannot be read, or can be written by everybody, is said")
    func unreadable() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("x.cnf", "!include \(folder("none"))\n")
            await expectLifeboatError(.notFound) { _ = try MySQLOptionLines(ofFile: file, .connection) }
            let open = try folder.write("open.cnf", "[client]\nuser=x\n")
            chmod(open, 0o666)
            await expectLifeboatError(.refused) { _ = try MySQLOptionLines(ofFile: open, .connection) }
            let loop = try folder.write("loop.cnf", "!include \(folder("loop.cnf"))\n")
            await expectLifeboatError(.configuration) { _ = try MySQLOptionLines(ofFile: loop, .connection) }
        }
    }

    @Test("A server of a URL gets the job's TLS, and nothing else of its file")
    func protection() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("x.cnf", Self.hostile)
            let server = ServerConnection(host: "new.example.org", port: 3_306, user: "root", password: Secret("p"))
            let text = try MySQLOptionFile.text(server, authFile: file, .protection, home: nil).revealed
            #expect(text.contains("ssl-ca=/ca.pem"))
            #expect(!text.contains("elsewhere") && !text.contains("secret") && text.contains("new.example.org"))
        }
    }

    @Test("Variables of MySQL's, and the files that they name, lead nowhere")
    func environment() throws {
        let client = try MySQLClient(
            ServerConnection(host: "db", port: 3_306, user: "u", password: Secret("p")), authFile: nil,
            toolbox: Toolbox(),
            environment: [
                "PATH": "/usr/bin", "MYSQL_HOME": "/x", "MYSQL_HOST": "y", "MYSQL_GROUP_SUFFIX": "z", "MYSQL_PWD": "q",
                "MARIADB_HOME": "/x", "HOME": "/root", "LANG": "C",
            ])
        let command = client.command("mariadb", [])
        #expect(!command.inheritsEnvironment)
        #expect(Set(command.environment.keys) == ["PATH", "HOME", "LANG"])
        #expect(command.environment["HOME"] == "/nonexistent")
        #expect(command.arguments.first?.hasPrefix("--defaults-file=") == true)
        #expect(client.interpreter().arguments.contains("--skip-force"))
    }

    @Test("A dump is whole, of the right server, whatever the user's own files say")
    func realServer() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        try await withScratchFolder { folder in
            let text = fixture.password.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            let own = Self.hostile.replacing("password=secret", with: "password=\"\(text)\"")
                .replacing("ssl-ca=/ca.pem", with: "").replacing("loose-ssl_verify_server_cert", with: "")
            try folder.write(".my.cnf", own)
            var configuration = fixture.configuration([fixture.target])
            configuration.server.password = nil
            let environment = ["PATH": ToolStandIn.realPath, "HOME": folder.path, "MYSQL_HOME": folder.path]
            let source = MySQLSource(configuration, environment: environment)
            let dump = CollectedDump()
            let (target, result) = try await fixture.dump(fixture.target, of: source, into: dump)
            #expect(result.evidence.counts["rows of customers"] == 5)
            #expect(result.facts["server"] == configuration.server.description)

            // A file of the configuration's may say which server, but not what is dumped, or restored.
            configuration.authFile = try folder.write("auth.cnf", own)
            let other = MySQLSource(configuration, environment: environment)
            let (_, again) = try await fixture.dump(fixture.target, of: other, into: CollectedDump())
            #expect(again.evidence.counts["rows of customers"] == 5)
            let broken = Array("INSERT INTO absent VALUES (1);\n".utf8) + dump.bytes
            await #expect(throws: LifeboatError.self) {
                _ = try await other.restore(
                    target, from: ByteStream(broken), into: .renamed(MariaDBServer.uniqueName("broken")))
            }
        }
    }
}
