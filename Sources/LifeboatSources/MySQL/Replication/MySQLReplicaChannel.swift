/// One source that a server replicates from, as its status says.
struct MySQLReplicaChannel: Sendable, Hashable {
    /// Empty for the only one.
    let name: String
    /// Whether what arrives is applied.
    let isApplying: Bool
    let relayLog: String
    let untilLog: String
    /// Where in the source's binary log the replica is: `binlog.000007:1902`.
    let position: String
    let transactions: String?

    /// - Parameter row: of `SHOW ALL SLAVES STATUS` or `SHOW REPLICA STATUS`.
    init?(_ row: [String: String]) {
        func value(_ keys: String...) -> String? { keys.lazy.compactMap { row[$0] }.first }
        guard let applying = value("Slave_SQL_Running", "Replica_SQL_Running"), let relayLog = row["Relay_Log_File"]
        else { return nil }
        name = value("Connection_name", "Channel_Name") ?? ""
        isApplying = applying == "Yes"
        self.relayLog = relayLog
        untilLog = row["Until_Log_File"] ?? ""
        let log = value("Relay_Master_Log_File", "Relay_Source_Log_File") ?? ""
        position = "\(log):\(value("Exec_Master_Log_Pos", "Exec_Source_Log_Pos") ?? "")"
        transactions = value("Gtid_Slave_Pos", "Executed_Gtid_Set")
    }

    /// Whether it was Lifeboat that stopped it: see ``markLog``.
    var isMarked: Bool { !isApplying && untilLog.hasSuffix(Self.markSuffix) }

    /// A relay log that never exists, since their numbers begin with one, and that lies before every other.
    ///
    /// Applying that is started until there ends at once, and the server remembers where it was to end: a mark that says
    /// who stopped it, that needs no place of its own, and is gone with the next start of applying or of the server.
    var markLog: String { relayLog.prefix { $0 != "." } + Self.markSuffix }

    private static let markSuffix = ".000000"
}
