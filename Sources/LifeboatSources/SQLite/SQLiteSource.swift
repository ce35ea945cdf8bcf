package import LifeboatCore
import LifeboatProcesses

/// Backs up SQLite databases as SQL text through the `sqlite3` program, while their applications write.
///
/// The text is what `.dump` prints, preceded by what it forgets: the encoding, page size, `user_version` and
/// `application_id`, and with the texts that it would cut. `sqlite3 new.db < dump.sql` restores it without Lifeboat,
/// but for the journal mode: a file that was in WAL mode is put back into it by ``SQLiteRestore`` only.
package struct SQLiteSource: RestorableSource {
    private let configuration: SQLiteConfiguration
    /// How long a dump waits for a program that holds a database exclusively.
    private let patience: Duration

    package init(_ configuration: SQLiteConfiguration) {
        self.init(configuration, patience: .seconds(30))
    }

    init(_ configuration: SQLiteConfiguration, patience: Duration) {
        self.configuration = configuration
        self.patience = patience
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(
            SQLiteSession(SQLiteTargets(configuration: configuration).find(), patience: patience))
    }

    package func probe() async throws -> [String] {
        let version = try await SQLiteProgram.version()
        return try ["sqlite3 \(version)"]
            + SQLiteTargets(configuration: configuration).find().probe { target in
                try SQLiteProgram.checkHeader(target.origin)
                return "\(target.name): \(target.origin), \(ByteSize(bytes: target.estimatedSize ?? 0))"
            }
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        func restore(to destination: String, replace: Bool) async throws -> DumpResult {
            try await SQLiteRestore(
                destination: destination, replace: replace, owner: SQLiteOwner(facts: target.facts), pool: BlockPool()
            ).run(input)
        }
        switch place {
        case .folder(let folder, let replace):
            return try await restore(to: PendingFile.path(in: folder, target.name), replace: replace)
        case .renamed(let name):
            try checkOrigin(of: target)
            let folder = target.origin.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "/")
            return try await restore(to: PendingFile.path(in: folder, name), replace: false)
        case .server:
            throw LifeboatError(
                .usage, "a SQLite database is a file, not on a server", hint: "restore it to a folder: `--to DIR`")
        case .inPlace:
            try checkOrigin(of: target)
            return try await restore(to: target.origin, replace: true)
        }
    }

    private func checkOrigin(of target: Target) throws {
        _ = try RestoreOrigin.check(
            Array(target.origin.utf8), of: target, coveredBy: configuration.targets, takesPlainPaths: true)
    }
}
