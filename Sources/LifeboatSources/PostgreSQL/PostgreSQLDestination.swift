import LifeboatCore
import LifeboatProcesses

/// The server and the database that a restore goes to.
struct PostgreSQLDestination: Sendable {
    let client: PostgreSQLClient
    let database: String
    /// Whether a database that holds something may be replaced.
    let replace: Bool
    /// Whether one that is there, even an empty one, is a mistake.
    let mustBeNew: Bool

    /// - Parameter own: how the job reaches its own server.
    init(of target: Target, _ place: RestorePlace, _ own: PostgreSQLClient) throws {
        switch place {
        case .server(let address, let replace):
            guard ["postgresql", "postgres"].contains(address.scheme) else {
                throw LifeboatError(
                    .usage, "a PostgreSQL dump does not go to \(address.scheme)://",
                    hint: "as in --to postgresql://user@host:5432/database")
            }
            client = PostgreSQLClient(
                server: ServerConnection(address, standardPort: PostgreSQLSource.standardPort),
                // What the job says of its own server says nothing of another one, but for whom to trust.
                tls: PostgreSQLTLS(mode: own.tls.mode, authority: own.tls.authority), tools: own.tools)
            database = address.database ?? target.origin
            self.replace = replace
            mustBeNew = false
        case .renamed(let name):
            client = own
            database = name
            replace = false
            mustBeNew = true
        case .inPlace:
            client = own
            database = target.origin
            replace = true
            mustBeNew = false
        case .folder:
            throw LifeboatError(
                .usage, "a PostgreSQL dump goes to a server, not to a folder",
                hint: "--to postgresql://user@host/database, --as NAME, or --stdout > FILE for the dump itself")
        }
        guard !database.isEmpty, database.utf8.count <= 63, !database.utf8.contains(0) else {
            throw LifeboatError(.usage, "a PostgreSQL database cannot be named \(database.debugDescription)")
        }
    }
}
