/// What a `postgresql` source backs up.
package struct PostgreSQLConfiguration: Sendable, Hashable {
    package enum Format: String, Sendable, CaseIterable {
        /// SQL text, for psql.
        case plain
        /// An archive, for pg_restore, which can take single things out of it.
        case custom
    }

    package var server: ServerConnection
    package var tls: PostgreSQLTLS
    package var databases: DatabaseSelection
    package var format: Format
    package var options: PostgreSQLOptions

    package init(
        server: ServerConnection, tls: PostgreSQLTLS = PostgreSQLTLS(), databases: DatabaseSelection,
        format: Format = .plain, options: PostgreSQLOptions = .none
    ) {
        self.server = server
        self.tls = tls
        self.databases = databases
        self.format = format
        self.options = options
    }
}
