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

    /// - Parameters:
    ///   - own: how the job reaches its own server.
    ///   - databases: what the job is configured to back up.
    init(
        of target: Target, _ place: RestorePlace, _ own: PostgreSQLClient, _ databases: DatabaseSelection
    ) throws {
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
            database = try address.database ?? Self.origin(of: target, databases)
            self.replace = replace
            mustBeNew = false
        case .renamed(let name):
            client = own
            database = name
            replace = false
            mustBeNew = true
        case .inPlace:
            client = own
            database = try Self.origin(of: target, databases)
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

    /// The name that the target had. Whoever can write to a storage can forge a receipt: what it says counts only where
    /// the target bears the same name, and the configuration, which a person wrote here, means it too.
    private static func origin(of target: Target, _ databases: DatabaseSelection) throws -> String {
        // Roles belong to no database, and their name leads nowhere.
        if PostgreSQLGlobals.isMeant(target) { return target.origin }
        let isMeant =
            databases.targets.contains(target.name)
            || databases.takesAll && !PostgreSQLServer.system.contains(target.name)
        guard target.origin == target.name, isMeant, !databases.excludes.contains(target.name) else {
            throw LifeboatError(
                .refused, "the backup of `\(target.name)` says that it is of the database `\(target.origin)`",
                why: target.origin == target.name
                    ? "that is not what this source is configured to back up" : "these are two names",
                hint: "name the database yourself: `--as NAME` or `--to postgresql://user@host/NAME`")
        }
        return target.origin
    }
}
