package import LifeboatCore
package import LifeboatProcesses

/// Backs up MongoDB databases as archives of `mongodump`.
package struct MongoDBSource: RestorableSource {
    private let configuration: MongoDBConfiguration
    private let toolbox: Toolbox

    package init(_ configuration: MongoDBConfiguration, toolbox: Toolbox = Toolbox()) {
        self.configuration = configuration
        self.toolbox = toolbox
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(session(configuration.server))
    }

    package func probe() async throws -> [String] {
        let session = session(configuration.server)
        let tool = try await session.program.version()
        let names = try await session.databases()
        return [tool, "\(configuration.server): \(names.joined(separator: ", "))"]
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        let inspected = InspectedStream(MongoDBArchiveInspector(), input: input)
        switch place {
        case .folder(let folder, let replace):
            let path = try PendingFile.path(in: folder, "\(target.name).\(MongoDBSession.fileExtension)")
            _ = try await PendingFile.restore(inspected.stream, to: path, replace: replace)
            let next = "mongorestore --archive=FILE puts it into a server; see docs/restore.md"
            return DumpResult(evidence: inspected.evidence, facts: ["next_steps": next])
        case .renamed(let name):
            return try await restore(configuration.server, target, as: name, replace: false).run(inspected.stream)
        case .inPlace:
            return try await restore(configuration.server, target, as: nil, replace: true).run(inspected.stream)
        case .server(let address, let replace):
            guard address.scheme == "mongodb" else {
                throw LifeboatError(
                    .usage, "\(address.scheme) is no MongoDB server", hint: "as in mongodb://user@host:27017/database")
            }
            let server = ServerConnection(address, standardPort: MongoDBConfiguration.standardPort)
            return try await restore(server, target, as: address.database, replace: replace).run(inspected.stream)
        }
    }

    private func restore(
        _ server: ServerConnection, _ target: Target, as name: String?, replace: Bool
    ) -> MongoDBRestore {
        MongoDBRestore(
            session: session(server), target: target.name, isWhole: MongoDBSession.isWhole(target), name: name,
            replace: replace)
    }

    private func session(_ server: ServerConnection) -> MongoDBSession {
        MongoDBSession(
            configuration: configuration,
            program: MongoDBProgram(
                server: server, authenticationDatabase: configuration.authenticationDatabase, tls: configuration.tls,
                toolbox: toolbox))
    }
}
