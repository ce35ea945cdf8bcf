import LifeboatCore
import LifeboatProcesses

/// Dumps databases one by one, each as an archive; nothing stays open in between.
struct MongoDBSession: SourceSession {
    /// The target of a whole server.
    static let wholeServer = "all"
    static let fileExtension = "archive"
    /// The server's own, which belong to this server and to no backup.
    private static let systemDatabases: Set<String> = ["config", "local"]

    let configuration: MongoDBConfiguration
    let program: MongoDBProgram

    func targets() async throws -> [Target] {
        if configuration.takesOplog {
            let name = Self.wholeServer
            return [Target(name: name, fileExtension: Self.fileExtension, origin: configuration.server.description)]
        }
        var existing: [String] = []
        if configuration.databases.takesAll { existing = try await databases() }
        let names = try configuration.databases.select(from: existing, leavingOut: Self.systemDatabases)
        guard !configuration.collections.isEmpty else { return names.map(Self.target) }
        let collections = configuration.collections.filter { !configuration.excludedCollections.contains($0) }
        guard !collections.isEmpty else {
            throw LifeboatError(
                .notFound, "every collection that is named is excluded", hint: "correct `target_collections`")
        }
        // No database has a dot in its name.
        return names.flatMap { name in collections.map { Self.target("\(name).\($0)") } }
    }

    /// A database may be called `all` too; then that is its origin.
    static func isWhole(_ target: Target) -> Bool { target.name == wholeServer && target.origin != wholeServer }

    private static func target(_ name: String) -> Target {
        Target(name: name, fileExtension: fileExtension, origin: name)
    }

    /// The names of all databases that have something in them.
    func databases() async throws -> [String] {
        Set(try await collections(of: nil).map(\.database)).subtracting([""]).sorted()
    }

    /// What `mongodump` announces that it would dump.
    func collections(of database: String?) async throws -> [MongoDBArchiveInspector.Announcement] {
        let listing = MongoDBListing()
        let arguments = (database.map { ["--db=\($0)"] } ?? []) + ["--archive"]
        try await program.with("mongodump", arguments) { command in
            do {
                try await command.run(output: listing, pool: BlockPool(keep: 1))
            } catch let error as LifeboatError where error.isSameTrouble(as: MongoDBListing.known) {}
        }
        try Task.checkCancellation()
        guard listing.isComplete else {
            throw LifeboatError(.incomplete, "mongodump did not say what the server has")
        }
        return listing.collections
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        let tool = try await program.version()
        let arguments = Self.arguments(for: target.name, configuration) + configuration.options.words + ["--archive"]
        return try await program.with("mongodump", arguments) { command in
            let writer = MongoDBDump(output: output, pace: context.pace)
            try await command.run(output: writer, pool: context.pool)
            var result = try writer.finish()
            guard writer.hasCollections else {
                throw LifeboatError(
                    .notFound, "the server has no \(target.name)", why: "mongodump found nothing to dump",
                    hint: "correct `target_dbs` or `target_collections`; may this user see it?")
            }
            result.product = result.facts.removeValue(forKey: "server_version").map {
                SourceProduct(name: "MongoDB", version: $0)
            }
            result.facts["tool"] = result.facts.removeValue(forKey: "tool_version").map { "mongodump \($0)" } ?? tool
            return result
        }
    }

    static func arguments(for target: String, _ configuration: MongoDBConfiguration) -> [String] {
        if configuration.takesOplog { return ["--oplog"] }
        let parts = target.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else {
            return ["--db=\(target)"] + configuration.excludedCollections.map { "--excludeCollection=\($0)" }
        }
        return ["--db=\(parts[0])", "--collection=\(parts[1])"]
    }
}
