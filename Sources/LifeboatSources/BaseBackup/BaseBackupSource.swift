package import LifeboatCore
package import LifeboatProcesses

/// Backs up a whole PostgreSQL server through `pg_basebackup`: one tar archive of its data directory, with the WAL that it
/// needs to start by itself.
package struct BaseBackupSource: RestorableSource {
    private let configuration: BaseBackupConfiguration
    private let tools: Toolbox

    package init(_ configuration: BaseBackupConfiguration, tools: Toolbox = Toolbox()) {
        self.configuration = configuration
        self.tools = tools
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(BaseBackupSession(configuration: configuration, client: client))
    }

    package func probe() async throws -> [String] {
        let tool = try await client.version(of: "pg_basebackup")
        let identity = try await BaseBackupIdentity.ask(client)
        try PostgreSQLDump.require(tool, "pg_basebackup", toServe: identity.version)
        return [
            "pg_basebackup \(tool), PostgreSQL \(identity.version) at \(configuration.server), "
                + "system \(identity.system)"
        ]
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        // Not even `--force` allows a folder that is not empty: two servers' files in one would be neither's.
        guard case .folder(let folder, _) = place else {
            throw LifeboatError(
                .usage, "a base backup goes to a new data directory",
                hint: "--to FOLDER, empty or absent; then start a server of the same version on it")
        }
        return try await BaseBackupRestore(folder: folder).run(input)
    }

    private var client: PostgreSQLClient {
        PostgreSQLClient(server: configuration.server, tls: configuration.tls, tools: tools)
    }
}
