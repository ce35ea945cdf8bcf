package import LifeboatCore
package import LifeboatProcesses

/// Backs up a Redis or Valkey server as the RDB file that it loads when it starts.
package struct RedisSource: RestorableSource {
    private let program: RedisProgram

    package init(_ configuration: RedisConfiguration, toolbox: Toolbox = Toolbox()) {
        program = RedisProgram(configuration: configuration, toolbox: toolbox)
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(RedisSession(program: program))
    }

    package func probe() async throws -> [String] {
        let tool = try await program.version()
        let information = try await program.information()
        let product = RedisSession.product(information).map { "\($0.name) \($0.version)" }
        let memory = information["used_memory"].flatMap { Int64($0) }.map { ByteSize(bytes: $0).description }
        let words = [product ?? "a server", information["role"], memory.map { "\($0) in memory" }]
        return [tool, "\(program.configuration.server): \(words.compactMap(\.self).joined(separator: ", "))"]
    }

    /// Writes `dump.rdb`, ready for a server's folder. A server loads it when it starts, and at no other time.
    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        guard case .folder(let folder, let replace) = place else {
            throw LifeboatError(
                .refused, "a running server does not load an RDB file",
                hint: "stop the server, restore into its folder with `--to DIR --force`, start it; "
                    + "with `appendonly yes` it would load its append-only file instead: see docs/restore.md")
        }
        let inspected = InspectedStream(RDBInspector(), input: input)
        let path = try PendingFile.path(in: folder, "\(RedisSession.target).\(RedisSession.fileExtension)")
        _ = try await PendingFile.restore(
            inspected.stream, to: path, replace: replace, keepsFolderOwner: true)
        return DumpResult(evidence: inspected.evidence, facts: ["next_steps": Self.nextSteps])
    }

    /// A server that is told to write every change to a file of its own loads that one, finds it missing, and is empty.
    private static let nextSteps =
        "a server loads dump.rdb when it starts in this folder. One with `appendonly yes` would ignore it and be empty: "
        + "start it once with `appendonly no`, then `CONFIG SET appendonly yes`; see docs/restore.md"
}
