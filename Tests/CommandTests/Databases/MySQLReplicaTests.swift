import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// Two real servers, one of which replicates from the other and is backed up.
@Suite("A replica that is backed up", .serialized, .enabled(if: Needs.tool("mariadbd")))
struct MySQLReplicaTests {
    private struct Pair: Sendable {
        static let shared = Result { try start() }

        let source: MariaDBServer
        let replica: MariaDBServer

        private static func start() throws -> Pair? {
            guard let source = try MariaDBServer.start(id: 21), let replica = try MariaDBServer.start(id: 22) else {
                return nil
            }
            try source.sql(
                "CREATE USER repl@'%' IDENTIFIED BY 'repl'; GRANT REPLICATION SLAVE ON *.* TO repl@'%'; CREATE DATABASE shop;"
            )
            let position = try source.sql("SELECT @@gtid_current_pos").dropLast()
            try replica.sql(
                """
                CREATE DATABASE shop; SET GLOBAL gtid_slave_pos = '\(position)';
                CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = \(source.service.port),
                MASTER_USER = 'repl', MASTER_PASSWORD = 'repl', MASTER_USE_GTID = slave_pos; START SLAVE;
                """)
            try source.sql("CREATE TABLE shop.t AS SELECT seq, REPEAT('x', 200) AS v FROM shop.seq_1_to_100000")
            return Pair(source: source, replica: replica)
        }

        /// Whether what arrives is applied.
        var isApplying: Bool {
            get throws {
                let state = try replica.sql(
                    "SELECT COUNT(*) FROM information_schema.processlist WHERE command = 'Slave_SQL'")
                return state == "1\n"
            }
        }

        /// Writes on the source, and waits until the replica has it: fails when it never does.
        func requireReplication() throws {
            try source.sql("CREATE OR REPLACE TABLE shop.heartbeat (id INT)")
            let position = try source.sql("SELECT @@gtid_binlog_pos").dropLast()
            let answer = try replica.sql("SELECT MASTER_GTID_WAIT('\(position)', 60)")
            guard answer == "0\n" else { throw LifeboatError(.failed, "the replica does not replicate") }
        }
    }

    /// Starts a slow run and waits until it has paused the replica and reads from it.
    private func paused(_ fixture: CommandFixture, _ pair: Pair) async throws -> RunningCommand {
        try pair.requireReplication()
        try fixture.configure(
            """
            main: {block_io_read: 1M}
            jobs:
              - job: replica
                type: mysql
                sources:
                  - connect: {db_host: 127.0.0.1, db_port: \(pair.replica.service.port), db_user: root, db_password: test}
                    target: [shop]
                    is_slave: yes
                    compression: none
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
        let run = try fixture.start(["run"])
        try await run.reaches { try !pair.isApplying }
        return run
    }

    @Test("goes on when the run is interrupted")
    func interrupted() async throws {
        guard let pair = try Pair.shared.get() else { return }
        try await CommandFixture.with { fixture in
            let run = try await paused(fixture, pair)
            run.signal(SIGTERM)
            let result = try await run.wait()
            #expect(result.status == 143, "\(result)")
            #expect(try pair.isApplying)
            try pair.requireReplication()
        }
    }

    @Test(
        "is found and resumed by the next check, or the next run, when the run was killed", arguments: ["check", "run"])
    func killed(_ command: String) async throws {
        guard let pair = try Pair.shared.get() else { return }
        try await CommandFixture.with { fixture in
            let run = try await paused(fixture, pair)
            run.signal(SIGKILL)
            _ = try await run.wait()
            // The program that holds the lock ends when its input does.
            while try pair.replica.sql("SELECT IS_FREE_LOCK('lifeboat.replication')") != "1\n" {}
            #expect(try !pair.isApplying, "nobody is left who could resume it")

            let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            try fixture.configure(text.replacing("block_io_read: 1M", with: "server_name: x"))
            let result = try await fixture.run(command)
            #expect(result.status == 0, "\(result)")
            if command == "check" { #expect(result.text.contains("was left paused"), "\(result)") }
            #expect(try pair.isApplying)
            try pair.requireReplication()
        }
    }
}
