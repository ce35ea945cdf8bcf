/// The statements about replication in the words of a server's version.
struct MySQLReplicaStatements: Sendable {
    private let isMariaDB: Bool
    /// MySQL 8.0.22 renamed slaves to replicas, and 8.4 no longer knows the old name. MariaDB knows both, and the old one
    /// in every version.
    private let noun: String

    init(_ server: MySQLServer) {
        isMariaDB = server.family == .mariadb
        let renamed = ToolVersion("8.0.22").map { server.version >= $0 } ?? false
        noun = !isMariaDB && renamed ? "REPLICA" : "SLAVE"
    }

    var status: String { isMariaDB ? "SHOW ALL SLAVES STATUS;" : "SHOW \(noun) STATUS;" }

    func resume(_ channel: MySQLReplicaChannel) -> String {
        isMariaDB ? "START SLAVE\(name(channel)) SQL_THREAD;" : "START \(noun) SQL_THREAD\(name(channel));"
    }

    /// Stops, and leaves the mark. As one statement where the server has that, so that no moment lies in between in
    /// which applying is stopped and nothing says by whom.
    func pause(_ channel: MySQLReplicaChannel) -> String {
        let until = "UNTIL RELAY_LOG_FILE = \(Self.text(channel.markLog)), RELAY_LOG_POS = 4"
        guard isMariaDB else {
            return """
                STOP \(noun) SQL_THREAD\(name(channel));
                START \(noun) SQL_THREAD \(until)\(name(channel));
                """
        }
        return """
            DELIMITER //
            BEGIN NOT ATOMIC
            STOP SLAVE\(name(channel)) SQL_THREAD;
            START SLAVE\(name(channel)) SQL_THREAD \(until);
            END//
            DELIMITER ;
            """
    }

    private func name(_ channel: MySQLReplicaChannel) -> String {
        guard !channel.name.isEmpty else { return "" }
        return isMariaDB ? " \(Self.text(channel.name))" : " FOR CHANNEL \(Self.text(channel.name))"
    }

    private static func text(_ value: String) -> String {
        "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }
}
