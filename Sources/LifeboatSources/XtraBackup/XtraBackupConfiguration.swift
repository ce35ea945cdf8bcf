/// What a `mysql_xtrabackup` source backs up: all of one server, whose data directory lies on this host.
package struct XtraBackupConfiguration: Sendable, Hashable {
    package var server: ServerConnection
    /// The server's own option file: where its data directory and its socket are.
    package var serverOptions: String?
    package var backupOptions: XtraBackupOptions

    package init(
        server: ServerConnection, serverOptions: String? = nil, backupOptions: XtraBackupOptions = XtraBackupOptions()
    ) {
        self.server = server
        self.serverOptions = serverOptions
        self.backupOptions = backupOptions
    }
}
