/// What a `postgresql_basebackup` source backs up: a whole server, as the files of its data directory.
package struct BaseBackupConfiguration: Sendable, Hashable {
    /// How the server gets to the checkpoint that a backup begins with.
    package enum Checkpoint: String, Sendable, CaseIterable {
        /// At once, as fast as its disks allow.
        case fast
        /// In the time that it takes for its ordinary ones: minutes.
        case spread
    }

    package var server: ServerConnection
    package var tls: PostgreSQLTLS
    package var checkpoint: Checkpoint
    package var options: BaseBackupOptions

    package init(
        server: ServerConnection, tls: PostgreSQLTLS = PostgreSQLTLS(), checkpoint: Checkpoint = .fast,
        options: BaseBackupOptions = .none
    ) {
        self.server = server
        self.tls = tls
        self.checkpoint = checkpoint
        self.options = options
    }
}
