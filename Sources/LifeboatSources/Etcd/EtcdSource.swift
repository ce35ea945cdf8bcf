package import LifeboatCore
package import LifeboatProcesses

/// Backs up an etcd cluster, Kubernetes' own memory, as a snapshot that a new cluster starts from.
package struct EtcdSource: RestorableSource {
    private let program: EtcdProgram

    /// - Parameter patience: how long a member may take to answer.
    package init(
        _ configuration: EtcdConfiguration, toolbox: Toolbox = Toolbox(), patience: Duration = .seconds(20)
    ) {
        program = EtcdProgram(configuration: configuration, toolbox: toolbox, patience: patience)
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(EtcdSession(program: program))
    }

    package func probe() async throws -> [String] {
        let tool = try await program.version()
        let member = try await program.healthyMember()
        return [tool, "\(member.endpoint): etcd \(member.version), \(ByteSize(bytes: member.size))"]
    }

    /// Makes a data directory that a member of its own starts on.
    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        guard case .folder(let folder, _) = place else {
            throw LifeboatError(
                .refused, "a running etcd does not load a snapshot",
                hint: "make a new data directory with `--to DIR` and start etcd on it; for a cluster of several "
                    + "members take the snapshot with `--stdout`: see docs/restore.md")
        }
        return try await EtcdRestore(program: program, folder: folder).run(input)
    }
}
