package import LifeboatCore
package import LifeboatProcesses

/// Backs up PostgreSQL databases through `pg_dump`, one object for each, and the roles and tablespaces of the server.
package struct PostgreSQLSource: RestorableSource {
    package static let standardPort = 5_432

    let configuration: PostgreSQLConfiguration
    let tools: Toolbox

    package init(_ configuration: PostgreSQLConfiguration, tools: Toolbox = Toolbox()) {
        self.configuration = configuration
        self.tools = tools
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(PostgreSQLSession(configuration: configuration, client: client))
    }

    package func probe() async throws -> [String] {
        let tool = try await client.version(of: "pg_dump")
        let (server, _) = try await PostgreSQLServer.ask(client, named: configuration.databases.targets)
        try PostgreSQLDump.require(tool, "pg_dump", toServe: server.version)
        let names = server.databases.map(\.name)
        let selected = try configuration.databases.select(from: names, leavingOut: PostgreSQLServer.system)
        var lines = ["pg_dump \(tool), PostgreSQL \(server.version) at \(configuration.server)"]
        for name in selected {
            guard let database = server.databases.first(where: { $0.name == name }) else {
                throw DatabaseSelection.missing(name, existing: names)
            }
            try await client.ask(name, "SELECT 1;".utf8)
            lines.append("\(name): \(database.size.map { "\(ByteSize(bytes: $0))" } ?? "of unknown size")")
        }
        return lines
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        let destination = try PostgreSQLDestination(of: target, place, client, configuration.databases)
        if PostgreSQLGlobals.isMeant(target) {
            return try await PostgreSQLGlobalsRestore(destination: destination).run(input)
        }
        return try await PostgreSQLRestore(destination: destination, target: target).run(input)
    }

    private var client: PostgreSQLClient {
        PostgreSQLClient(server: configuration.server, tls: configuration.tls, tools: tools)
    }
}
