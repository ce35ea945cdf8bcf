import Foundation
import LifeboatCore
import LifeboatProcesses

/// An opened server. Each dump is a connection of its own; between them only what a replica needs to stay paused.
struct MySQLSession: SourceSession {
    let configuration: MySQLConfiguration
    let client: MySQLClient
    let server: MySQLServer
    /// Facts about the replication that is paused meanwhile.
    var replication: [String: String] = [:]

    func targets() async throws -> [Target] {
        let existing = try await databases()
        guard !existing.contains(MySQLUsers.targetName) else {
            throw LifeboatError(
                .configuration, "a database is named \(MySQLUsers.targetName), which here means users and grants",
                hint: "rename the database")
        }
        let selection = configuration.selection
        var names = try selection.select(from: existing, leavingOut: MySQLName.systemDatabases)
        if selection.takesAll, !selection.excludes.contains(MySQLUsers.targetName),
            !names.contains(MySQLUsers.targetName)
        {
            names.append(MySQLUsers.targetName)
        }
        return names.map { name in
            name == MySQLUsers.targetName ? MySQLUsers.target : Target(name: name, fileExtension: "sql", origin: name)
        }
    }

    /// Those that this user sees.
    private func databases() async throws -> [String] {
        try await client.values("SELECT schema_name FROM information_schema.schemata;").filter {
            !MySQLName.isSystem($0) || configuration.selection.targets.contains($0)
        }
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        try MySQLSource.refuseServerCounts(context.evidence)
        if target == MySQLUsers.target {
            return try await MySQLUsers(client: client, server: server).dump(context, into: output)
        }
        return try await MySQLDump(session: self, database: target.origin).run(context, into: output)
    }

    func missing(_ database: String) async throws -> LifeboatError {
        DatabaseSelection.missing(database, existing: try await databases())
    }
}
