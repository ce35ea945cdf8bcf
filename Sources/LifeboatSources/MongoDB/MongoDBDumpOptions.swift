import LifeboatCore

/// Further options for `mongodump`: `extra_keys`.
package struct MongoDBDumpOptions: Sendable, Hashable {
    package let words: [String]

    /// They have a key of their own, or would make something else of the dump.
    private static let refused: Set<String> = [
        "--gzip", "--archive", "--out", "-o", "--db", "-d", "--collection", "-c", "--password", "-p", "--config",
        "--uri", "--oplog", "--query", "-q", "--queryFile", "--quiet", "--help", "--version", "--sslPEMKeyPassword",
        "--awsSessionToken",
    ]

    package init() {
        words = []
    }

    /// - Throws: ``LifeboatError/Kind/configuration`` for what is no list of words, or holds an option that cannot be.
    package init(_ line: String) throws {
        words = try ShellWords.split(line)
        for word in words {
            // The value of a short option may stand right behind it.
            let name = String(word.hasPrefix("--") ? word.prefix { $0 != "=" } : word.prefix(2))
            guard Self.refused.contains(name) else { continue }
            throw LifeboatError(
                .configuration, "`\(name)` cannot stand here", hint: "it has a key of its own, or would spoil the dump")
        }
    }
}
