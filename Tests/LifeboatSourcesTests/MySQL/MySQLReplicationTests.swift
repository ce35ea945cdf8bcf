import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// One test after the other: they pause the same replica.
@Suite("Replication is paused, and always goes on", .serialized)
struct MySQLReplicationTests {
    private func dump(_ source: MySQLSource, into dump: CollectedDump = CollectedDump()) async throws -> DumpResult {
        try await source.withSession { session in
            let target = try await session.targets()[0]
            return try await session.dump(target, DumpContext(pool: BlockPool()), into: dump)
        }
    }

    @Test("It stands still during the dump, goes on after it, and the receipt says where")
    func success() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        let result = try await dump(
            servers.backup(),
            into: CollectedDump { _ in
                #expect(try !servers.isApplying)
                try servers.source.sql("INSERT INTO heartbeat VALUES (7)", in: "shop")
            })
        #expect(result.facts["replication"] == "paused")
        #expect(result.facts["source_position"]?.hasPrefix("binlog.") == true, "\(result.facts)")
        #expect(result.facts["source_gtid"]?.contains("-11-") == true)
        #expect(result.evidence.counts["rows of heartbeat"] == 1)
        #expect(try servers.isApplying)
        try servers.requireReplication()
    }

    @Test("It goes on after a dump whose program fails or is killed", arguments: [ToolFault.failsAtTheEnd, .isKilled])
    func failure(_ fault: ToolFault) async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(for: "mariadb-dump", fault.script, in: folder)
            await #expect(throws: LifeboatError.self) {
                _ = try await dump(servers.backup(Toolbox(path: tool.path)))
            }
        }
        #expect(try servers.isApplying)
        try servers.requireReplication()
    }

    @Test("It goes on after a dump that is cancelled")
    func cancellation() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        let source = try servers.backup()
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        let (never, keep) = AsyncStream<Void>.makeStream()
        let task = Task {
            try await dump(
                source,
                into: CollectedDump { _ in
                    beginning.yield()
                    beginning.finish()
                    // Until it is cancelled.
                    for await _ in never {}
                    withExtendedLifetime(keep) {}
                })
        }
        for await _ in begun {}
        #expect(try !servers.isApplying)
        task.cancel()
        await #expect(throws: (any Error).self) { _ = try await task.value }
        #expect(try servers.isApplying)
        try servers.requireReplication()
    }

    /// Just as a run leaves it that is killed: paused, marked, and nobody holds the lock.
    private func leavePaused(_ servers: ReplicatingServers) async throws {
        let client = try MySQLClient(
            ServerConnection(servers.replica.address(nil), standardPort: 3_306), authFile: nil, toolbox: Toolbox())
        let statements = try await MySQLReplicaStatements(MySQLServer.ask(client))
        for channel in try await client.rows(statements.status).compactMap(MySQLReplicaChannel.init) {
            try await client.execute(statements.pause(channel))
        }
        while try servers.isApplying {}
    }

    @Test("What a killed run left is resumed by the next run, and by a check")
    func killedRun() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        try await leavePaused(servers)
        let lines = try await servers.backup().probe()
        #expect(lines.contains { $0.contains("was left paused") && $0.contains("resumed") }, "\(lines)")
        try servers.requireReplication()

        try await leavePaused(servers)
        let result = try await dump(servers.backup())
        #expect(result.facts["replication"] == "paused")
        try servers.requireReplication()
    }

    @Test("A check does not resume what a run that is at work has paused")
    func checkMeanwhile() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        let source = try servers.backup()
        try await source.withSession { _ in
            let lines = try await source.probe()
            #expect(lines.contains { $0.contains("paused by a run that is at work") }, "\(lines)")
            #expect(try !servers.isApplying)
        }
        #expect(try servers.isApplying)
    }

    @Test("Who waits for another run does so for minutes, and names the connection that it waited for")
    func twoRuns() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        let client = try MySQLClient(
            ServerConnection(servers.replica.address(nil), standardPort: 3_306), authFile: nil, toolbox: Toolbox())
        #expect(MySQLHeldLock(client: client).patience <= 600)
        try await MySQLHeldLock(client: client).whileHeld {
            let holder = try await client.values("SELECT IS_USED_LOCK('\(MySQLHeldLock.name)');")[0]
            let error = await expectLifeboatError(.temporary) {
                try await MySQLHeldLock(client: client, patience: 0).whileHeld {}
            }
            #expect(error?.why?.contains("connection \(holder) ") == true, "\(error?.description ?? "")")
            #expect(error?.hint?.contains("KILL \(holder)") == true)
        }
    }

    @Test("What a person stopped stays stopped")
    func stoppedByPerson() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        try servers.replica.sql("STOP SLAVE SQL_THREAD")
        let result = try await dump(servers.backup())
        #expect(result.facts["replication"] == "was stopped already")
        let lines = try await servers.backup().probe()
        #expect(lines.contains { $0.contains("stopped, not by lifeboat") }, "\(lines)")
        #expect(try !servers.isApplying)
        try servers.replica.sql("START SLAVE SQL_THREAD")
        try servers.requireReplication()
    }

    @Test("A server that replicates from nobody is dumped all the same, and says so")
    func noReplica() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        let source = MySQLSource(
            MySQLConfiguration(
                server: ServerConnection(try servers.source.address(nil), standardPort: 3_306),
                selection: DatabaseSelection(targets: ["shop"]), isReplica: true))
        let result = try await dump(source)
        #expect(result.facts["replication"]?.contains("from nobody") == true)
    }

    @Test("A missing right is named, and nothing is stopped")
    func missingRight() async throws {
        guard let servers = try ReplicatingServers.shared.get() else { return }
        try servers.replica.sql(
            "CREATE OR REPLACE USER few@'%' IDENTIFIED BY 'few'; GRANT SELECT, TRIGGER, EVENT, REPLICA MONITOR ON *.* TO few@'%'"
        )
        let source = MySQLSource(
            MySQLConfiguration(
                server: ServerConnection(
                    try servers.replica.address(nil, user: "few", password: "few"), standardPort: 3_306),
                selection: DatabaseSelection(targets: ["shop"]), isReplica: true))
        let error = await expectLifeboatError(.accessDenied) { _ = try await dump(source) }
        #expect(error?.why?.contains("REPLICATION SLAVE ADMIN") == true, "\(error?.description ?? "")")
        #expect(try servers.isApplying)
    }

    @Test("The statements are those of the server's version, of several sources each by its name")
    func statements() throws {
        func server(_ family: MySQLServer.Family, _ version: String) throws -> MySQLReplicaStatements {
            MySQLReplicaStatements(
                MySQLServer(
                    family: family, version: try #require(ToolVersion(version)),
                    product: SourceProduct(name: "", version: ""), host: "", serverID: "",
                    writesBinaryLog: true, user: ""))
        }
        let row = ["Slave_SQL_Running": "Yes", "Relay_Log_File": "relay-bin.000007"]
        let plain = try #require(MySQLReplicaChannel(row))
        let named = try #require(MySQLReplicaChannel(row.merging(["Connection_name": "o'ne"]) { $1 }))
        #expect(try server(.mariadb, "10.11.19").resume(named) == "START SLAVE 'o''ne' SQL_THREAD;")
        #expect(try server(.mariadb, "10.3.0").status == "SHOW ALL SLAVES STATUS;")
        #expect(try server(.mysql, "5.7.40").status == "SHOW SLAVE STATUS;")
        #expect(try server(.mysql, "8.0.22").resume(plain) == "START REPLICA SQL_THREAD;")
        #expect(
            try server(.mysql, "8.4.0").pause(named) == """
                STOP REPLICA SQL_THREAD FOR CHANNEL 'o''ne';
                START REPLICA SQL_THREAD UNTIL RELAY_LOG_FILE = 'relay-bin.000000', RELAY_LOG_POS = 4 FOR CHANNEL 'o''ne';
                """)
    }
}
