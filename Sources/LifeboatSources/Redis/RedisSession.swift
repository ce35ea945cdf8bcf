import LifeboatCore
import LifeboatProcesses

/// Dumps a server as a replica would: the server forks, and sends what it held at that moment.
struct RedisSession: SourceSession {
    /// As the server's own file is named.
    static let target = "dump"
    static let fileExtension = "rdb"

    let program: RedisProgram

    private var server: ServerConnection { program.configuration.server }

    func targets() async throws -> [Target] {
        [Target(name: Self.target, fileExtension: Self.fileExtension, origin: server.description)]
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard target.name == Self.target else {
            throw LifeboatError(
                .notFound, "a Redis server has no target \(target.name)", hint: "it has one: \(Self.target)")
        }
        let tool = try await program.version()
        let information = try await program.information()
        let dump = RedisDump(output: output, pace: context.pace)
        do {
            try await program.command(["--rdb", "-"]).run(output: dump, pool: context.pool)
        } catch {
            throw program.explain(LifeboatError(wrapping: error))
        }
        var result = try await dump.finish()
        for (name, fact) in [("role", "role"), ("redis_mode", "mode")] { result.facts[fact] = information[name] }
        // What the dump says of its server counts where the server may not be asked.
        let valkey = result.facts.removeValue(forKey: "valkey_version").map {
            SourceProduct(name: "Valkey", version: $0)
        }
        let redis = result.facts.removeValue(forKey: "redis_version").map { SourceProduct(name: "Redis", version: $0) }
        result.product = Self.product(information) ?? valkey ?? redis
        result.facts["tool"] = tool
        return result
    }

    /// What a server's `INFO` says that it is. Valkey says which Redis it is like, too.
    static func product(_ information: [String: String]) -> SourceProduct? {
        information["valkey_version"].map { SourceProduct(name: "Valkey", version: $0) }
            ?? information["redis_version"].map { SourceProduct(name: "Redis", version: $0) }
    }
}
