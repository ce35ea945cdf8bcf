/// What a `mysql` source backs up.
package struct MySQLConfiguration: Sendable, Hashable {
    package var server: ServerConnection
    /// Absolute path of an option file of MySQL's own, for what `connect` has no keys for (TLS), or for everything.
    package var authFile: String?
    package var selection: DatabaseSelection
    /// Whether the server is a replica whose replication is paused while it is dumped.
    package var isReplica: Bool
    package var dumpOptions: MySQLDumpOptions

    package init(
        server: ServerConnection, authFile: String? = nil, selection: DatabaseSelection, isReplica: Bool = false,
        dumpOptions: MySQLDumpOptions = MySQLDumpOptions()
    ) {
        self.server = server
        self.authFile = authFile
        self.selection = selection
        self.isReplica = isReplica
        self.dumpOptions = dumpOptions
    }
}
