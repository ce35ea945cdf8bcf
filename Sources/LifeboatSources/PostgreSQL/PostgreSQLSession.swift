import LifeboatCore
import LifeboatProcesses

/// Dumps one database after the other; nothing stays open in between.
struct PostgreSQLSession: SourceSession {
    let configuration: PostgreSQLConfiguration
    let client: PostgreSQLClient

    func targets() async throws -> [Target] {
        let selection = configuration.databases
        let (server, _) = try await PostgreSQLServer.ask(client, named: selection.targets)
        let names = server.databases.map(\.name)
        let sizes = Dictionary(server.databases.map { ($0.name, $0.size) }) { one, _ in one }
        let selected = try selection.select(from: names, leavingOut: PostgreSQLServer.system)
        let databases = selected.map { name in
            Target(
                name: name, fileExtension: configuration.format.fileExtension, origin: name,
                estimatedSize: sizes[name] ?? nil)
        }
        guard selection.takesAll, !selection.excludes.contains(PostgreSQLGlobals.targetName) else { return databases }
        guard !selected.contains(PostgreSQLGlobals.targetName) else {
            throw LifeboatError(
                .configuration, "a database has the name that roles and tablespaces are kept under",
                hint: "name the databases in `target`, without `all`, or rename \(PostgreSQLGlobals.targetName)")
        }
        return databases + [PostgreSQLGlobals.target]
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        if PostgreSQLGlobals.isMeant(target) {
            return try await PostgreSQLGlobalsDump(configuration: configuration, client: client).run(context, output)
        }
        let dump = PostgreSQLDump(configuration: configuration, client: client, database: target.origin)
        return try await dump.run(context, output)
    }
}

extension PostgreSQLConfiguration.Format {
    var fileExtension: String {
        switch self {
        case .plain: "sql"
        case .custom: "dump"
        }
    }
}
