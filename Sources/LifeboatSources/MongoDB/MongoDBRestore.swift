import LifeboatCore
import LifeboatProcesses

/// Feeds an archive to `mongorestore`, and counts what the server has then.
///
/// A server has no transaction around all of it: when a restore fails, what was restored until then is there.
struct MongoDBRestore {
    let session: MongoDBSession
    /// A database, or a collection of one.
    let target: String
    /// Whether it is the whole server instead.
    let isWhole: Bool
    /// The database's new name; `nil` is the one that it had.
    let name: String?
    /// Whether collections that are there are dropped first.
    let replace: Bool

    func run(_ input: ByteStream) async throws -> DumpResult {
        let (database, collection) = parts
        if name != nil, database == nil {
            throw LifeboatError(
                .refused, "the backup of a whole server has no single name",
                hint: "restore it to an empty server: `--to mongodb://host`")
        }
        for text in [database, name] { try text.map(Self.checkName) }
        let destination = name ?? database
        if !replace { try await requireAbsent(destination, collection) }
        let arguments = Self.arguments(database, collection, name, replace) + (isWhole ? [] : ["--stopOnError"])
        do {
            try await session.program.with("mongorestore", arguments + ["--archive"]) { command in
                _ = try await command.run(input: input, pool: BlockPool())
            }
        } catch {
            var failure = LifeboatError(wrapping: error)
            let place = destination.map { "database \($0)" } ?? "the server"
            failure.hint = "\(place) now holds a part of the backup" + (failure.hint.map { "; \($0)" } ?? "")
            throw failure
        }
        return DumpResult(evidence: try await counted(destination, collection))
    }

    static func arguments(
        _ database: String?, _ collection: String?, _ name: String?, _ replace: Bool
    ) -> [String] {
        let drop = replace ? ["--drop"] : []
        guard let database else { return drop + ["--oplogReplay"] }
        let part = collection ?? "*"
        let rename = name.map { ["--nsFrom=\(database).\(part)", "--nsTo=\($0).\(part)"] } ?? []
        return drop + ["--nsInclude=\(database).\(part)"] + rename
    }

    private var parts: (database: String?, collection: String?) {
        guard !isWhole else { return (nil, nil) }
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first, parts.count > 1 ? parts[1] : nil)
    }

    /// What MongoDB itself forbids in the name of a database, and the star, which means something to `mongorestore`.
    private static func checkName(_ name: String) throws {
        guard !name.isEmpty, name.utf8.count < 64, !name.contains(where: { "/\\. \"$*\0".contains($0) }) else {
            throw LifeboatError(.usage, "\(name.debugDescription) cannot be the name of a MongoDB database")
        }
    }

    /// `mongorestore` would put the documents beside those that are there, without a word.
    private func requireAbsent(_ database: String?, _ collection: String?) async throws {
        let existing = try await session.collections(of: database).filter { found in
            database == nil
                ? !["admin", "config", "local", ""].contains(found.database)
                : found.database == database && (collection == nil || collection == found.name)
        }
        guard let first = existing.first else { return }
        throw LifeboatError(
            .alreadyExists, "\(first.database).\(first.name) is there already",
            hint: "restore under another name, or allow it to be replaced")
    }

    /// By dumping it once more: only that reads every document.
    private func counted(_ destination: String?, _ collection: String?) async throws -> Evidence {
        // Of a server in use, counts say nothing: somebody writes.
        guard let destination, let original = parts.database else { return Evidence() }
        let dump = MongoDBDump(output: DiscardingWriter(), pace: { _ in })
        let words = ["--db=\(destination)"] + (collection.map { ["--collection=\($0)"] } ?? []) + ["--archive"]
        try await session.program.with("mongodump", words) { command in
            _ = try await command.run(output: dump, pool: BlockPool())
        }
        let counts = try dump.finish().evidence.counts
        let prefix = "documents of \(destination)."
        let names = counts.map { key, count in
            (key.hasPrefix(prefix) ? "documents of \(original)." + key.dropFirst(prefix.count) : key, count)
        }
        return Evidence(counts: Dictionary(names, uniquingKeysWith: { $1 }))
    }
}
