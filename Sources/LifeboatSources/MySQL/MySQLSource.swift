import Foundation
package import LifeboatCore
package import LifeboatProcesses

/// Backs up the databases of a MariaDB or MySQL server as SQL text, through the server's own dump program.
///
/// Each database is an object of its own that loads under any name: `mariadb new_name < dump.sql`.
package struct MySQLSource: RestorableSource {
    private let configuration: MySQLConfiguration
    private let toolbox: Toolbox
    private let environment: [String: String]

    /// - Parameter environment: the programs get what of it does not change where they connect.
    package init(
        _ configuration: MySQLConfiguration, toolbox: Toolbox = Toolbox(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.configuration = configuration
        self.toolbox = toolbox
        self.environment = environment
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        let client = try makeClient()
        let server = try await MySQLServer.ask(client)
        let session = MySQLSession(configuration: configuration, client: client, server: server)
        guard configuration.isReplica else { return try await body(session) }
        return try await MySQLReplication(client: client, server: server).whilePaused { facts in
            var session = session
            session.replication = facts
            return try await body(session)
        }
    }

    package func probe() async throws -> [String] {
        let client = try makeClient()
        let server = try await MySQLServer.ask(client)
        let program = client.installed(server.dumpPrograms)
        let tool = try await client.version(of: program)
        var lines = ["\(server.shown) at \(client.address), as \(server.user)", tool]
        let rights = try await MySQLRights.ask(client)
        let session = MySQLSession(configuration: configuration, client: client, server: server)
        for target in try await session.targets() where target != MySQLUsers.target {
            guard try await MySQLSchema.ask(client, target.origin) != nil else {
                throw try await session.missing(target.origin)
            }
            let sight = try MySQLSight(of: target.origin, rights, configuration.dumpOptions)
            lines += sight.omissions.map { "\(target.name): \($0.name): \($0.detail ?? "")" }
        }
        if configuration.isReplica { lines += try await MySQLReplication(client: client, server: server).probe() }
        return lines
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        try checkName(of: target)
        if target.origin == MySQLUsers.origin { return try await restoreUsers(from: input, into: place) }
        switch place {
        case .folder:
            throw LifeboatError(
                .usage, "a database is restored to a server",
                hint: "`--to mysql://user@host/database`, `--as NAME`, or `--stdout` for the dump itself")
        case .server(let address, let replace):
            return try await MySQLRestore(
                client: makeClient(address), database: address.database ?? target.origin, replace: replace
            ).run(input)
        case .renamed(let name):
            return try await MySQLRestore(client: makeClient(), database: name, replace: false).run(input)
        case .inPlace:
            try checkSelection(of: target)
            return try await MySQLRestore(client: makeClient(), database: target.origin, replace: true).run(input)
        }
    }

    private func restoreUsers(from input: ByteStream, into place: RestorePlace) async throws -> DumpResult {
        switch place {
        case .folder, .renamed:
            throw LifeboatError(
                .usage, "users and grants are restored to a server",
                hint: "`--to mysql://user@host`, `--in-place`, or `--stdout` for the statements themselves")
        case .server(let address, _): return try await MySQLUsersRestore(client: makeClient(address)).run(input)
        case .inPlace: return try await MySQLUsersRestore(client: makeClient()).run(input)
        }
    }

    /// Whoever can write to a storage can forge a receipt: its origin counts only where it is what the backup is called.
    private func checkName(of target: Target) throws {
        let origin = target.name == MySQLUsers.targetName ? MySQLUsers.origin : target.name
        guard target.origin == origin else {
            throw LifeboatError(
                .refused, "the backup of \(target.name) says that it is of \(target.origin)",
                why: "its receipt was changed, or lies in the place of another",
                hint: "see what is in it with `--stdout`, and load that by hand")
        }
    }

    /// Only what the configuration means is written over.
    private func checkSelection(of target: Target) throws {
        let selection = configuration.selection
        guard selection.takesAll || selection.targets.contains(target.origin),
            !selection.excludes.contains(target.origin)
        else {
            throw LifeboatError(
                .refused, "the backup says that it is of the database \(target.origin)",
                why: "that is not what this source is configured to back up",
                hint: "restore it under another name: `--as NAME`")
        }
    }

    private func makeClient() throws -> MySQLClient {
        try MySQLClient(
            configuration.server, authFile: configuration.authFile, toolbox: toolbox, environment: environment)
    }

    private func makeClient(_ address: ServerAddress) throws -> MySQLClient {
        guard address.scheme == "mysql" || address.scheme == "mariadb" else {
            throw LifeboatError(
                .usage, "\(address) is no server for this dump", hint: "as in mysql://user@host/database")
        }
        let connection = ServerConnection(address, standardPort: MySQLOptionFile.standardPort)
        // Another server and user, but not less protected.
        return try MySQLClient(
            connection, authFile: configuration.authFile, part: .protection, toolbox: toolbox, environment: environment)
    }

    /// No program for dumps lets somebody else count within its own snapshot.
    static func refuseServerCounts(_ evidence: EvidenceLevel) throws {
        guard evidence == .counts else { return }
        throw LifeboatError(
            .configuration, "`evidence: counts` is not possible for mysql",
            why: "mariadb-dump and mysqldump let nobody count within their snapshot",
            hint: "`evidence: stream` counts every row of the dump itself")
    }
}
