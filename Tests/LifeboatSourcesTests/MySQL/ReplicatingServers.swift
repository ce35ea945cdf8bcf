import LifeboatCore
import LifeboatProcesses
import LifeboatSources
import LifeboatTesting

/// Two real servers, one of which replicates from the other.
struct ReplicatingServers: Sendable {
    static let shared = Result { try start() }

    let source: MariaDBServer
    let replica: MariaDBServer

    private static func start() throws -> ReplicatingServers? {
        guard let source = try MariaDBServer.start("--server-id=11"),
            let replica = try MariaDBServer.start("--server-id=12", "--log-slave-updates")
        else { return nil }
        try source.sql(
            "CREATE USER repl@'%' IDENTIFIED BY 'repl'; GRANT REPLICATION SLAVE ON *.* TO repl@'%'; CREATE DATABASE shop;"
        )
        // What each made before by itself, its accounts, is behind them.
        let position = try source.sql("SELECT @@gtid_current_pos").dropLast()
        try replica.sql(
            """
            CREATE DATABASE shop; SET GLOBAL gtid_slave_pos = '\(position)';
            CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = \(source.service.port), MASTER_USER = 'repl',
            MASTER_PASSWORD = 'repl', MASTER_USE_GTID = slave_pos; START SLAVE;
            """)
        let servers = ReplicatingServers(source: source, replica: replica)
        try source.sql(MariaDBSchemas.metrics(rows: 100_000), in: "shop")
        try servers.requireReplication()
        return servers
    }

    /// Writes on the source, and waits on the replica until all of it has arrived: fails when it never does.
    func requireReplication() throws {
        try source.sql("CREATE OR REPLACE TABLE heartbeat (id INT) SELECT 1 AS id", in: "shop")
        let position = try source.sql("SELECT @@gtid_binlog_pos").dropLast()
        let answer = try replica.sql("SELECT MASTER_GTID_WAIT('\(position)', 60)")
        guard answer == "0\n" else { throw LifeboatError(.failed, "the replica does not replicate: \(try status())") }
    }

    /// `Yes` or `No`, and where applying is to end.
    func status() throws -> String {
        try replica.sql("SHOW SLAVE STATUS\\G", withNames: true).split(separator: "\n").filter {
            $0.contains("Slave_SQL_Running:") || $0.contains("Until_Log_File")
        }.map { $0.drop { $0 == " " } }.joined(separator: ", ")
    }

    var isApplying: Bool { get throws { try status().contains("Slave_SQL_Running: Yes") } }

    /// The replica as a source.
    func backup(_ toolbox: Toolbox = Toolbox()) throws -> MySQLSource {
        MySQLSource(
            MySQLConfiguration(
                server: ServerConnection(try replica.address(nil), standardPort: 3_306),
                selection: DatabaseSelection(targets: ["shop"]), isReplica: true),
            toolbox: toolbox)
    }
}
