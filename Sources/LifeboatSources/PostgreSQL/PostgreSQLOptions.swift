import LifeboatCore

/// Further options for `pg_dump`, as `extra_keys` has them: checked, so that none of them changes where the dump goes, what
/// it is or who makes it.
package struct PostgreSQLOptions: Sendable, Hashable {
    package let words: [String]

    package static let none = PostgreSQLOptions(checked: [])

    private init(checked words: [String]) {
        self.words = words
    }

    /// - Parameter line: split as a shell would.
    /// - Throws: ``LifeboatError/Kind/configuration`` for an option that Lifeboat itself decides about.
    package init(_ line: String) throws {
        words = try ShellWords.split(line)
        for word in words {
            guard word.hasPrefix("-"), word != "-" else { continue }
            if word.hasPrefix("--") {
                let name = word.dropFirst(2).prefix { $0 != "=" }
                if let (long, reason) = Self.match(String(name)) { throw Self.refused("--\(long)", reason) }
            } else {
                try Self.check(cluster: word.dropFirst())
            }
        }
        let names = words.map { String($0.prefix { $0 != "=" }) }
        if names.contains("--clean") || words.contains(where: Self.cleans), !names.contains("--if-exists") {
            throw Self.refused("--clean", "its dump cannot be restored where there is nothing yet; add --if-exists")
        }
    }

    /// What `--encoding` says.
    var encoding: String? {
        for (index, word) in words.enumerated() {
            if word == "-E" || word == "--encoding" { return words.dropFirst(index + 1).first }
            if word.hasPrefix("--encoding=") { return String(word.dropFirst(11)) }
            if word.hasPrefix("-E") { return String(word.dropFirst(2)) }
        }
        return nil
    }

    /// Whether a dump that was made with these words, as its receipt has them, may hold less than its database did.
    static func selects(_ line: String?) -> Bool {
        line?.split(separator: " ").contains { !formOnly.contains(String($0.prefix { $0 != "=" })) } ?? false
    }

    private static let connect = "`connect` says how the server is reached"
    private static let noRows =
        "a dump without rows is no backup; `--exclude-table-data=…` leaves out those of single tables"
    private static let noTables = "rows without their tables are no backup"
    private static let long: [(String, String)] = [
        ("file", "the dump goes to the storages"), ("format", "the key `format` says plain or custom"),
        ("jobs", "several jobs need a folder; the dump is one stream"), ("dbname", "`target` names the databases"),
        ("host", connect), ("port", connect), ("username", connect), ("no-password", connect), ("password", connect),
        ("create", "the dump would only load under its own name"), ("compress", "the key `compression` says how"),
        ("enable-row-security", "rows that this user may not see would be missing without a word"),
        ("snapshot", "Lifeboat makes its own"), ("version", "nothing would be dumped"),
        ("help", "nothing would be dumped"),
        ("schema-only", noRows), ("no-data", noRows), ("statistics-only", noRows), ("data-only", noTables),
        ("no-schema", noTables), ("section", "a part of a dump is no backup"),
    ]
    private static let short: [Character: String] = [
        "f": "file", "F": "format", "j": "jobs", "d": "dbname", "h": "host", "p": "port", "U": "username",
        "w": "no-password", "W": "password", "C": "create", "Z": "compress", "V": "version", "?": "help",
        "s": "schema-only", "a": "data-only",
    ]
    /// Names of harmless options that a longer, refused one begins with: a whole name is never taken for a beginning.
    private static let whole: Set<String> = ["schema", "statistics"]
    /// Those that change how the dump is written and not what is in it.
    private static let formOnly: Set<String> = [
        "--verbose", "-v", "--no-owner", "-O", "--no-privileges", "--no-acl", "-x", "--inserts", "--column-inserts",
        "--attribute-inserts", "--rows-per-insert", "--quote-all-identifiers", "--clean", "-c", "--if-exists",
        "--load-via-partition-root", "--no-tablespaces", "--no-comments", "--disable-dollar-quoting", "--encoding",
        "--lock-wait-timeout", "--serializable-deferrable", "--blobs", "-b", "--large-objects",
    ]
    /// Those of one letter that take a value, with which the word ends.
    private static let withValue: Set<Character> = ["e", "E", "n", "N", "S", "t", "T"]

    /// Programs take long options by any beginning that only one of them has; here, one is enough that could be meant.
    private static func match(_ name: String) -> (String, String)? {
        long.first { option, _ in !whole.contains(name) && !name.isEmpty && option.hasPrefix(name) }
    }

    private static func check(cluster letters: Substring) throws {
        for letter in letters {
            if let name = short[letter], let (long, reason) = long.first(where: { $0.0 == name }) {
                throw refused("-\(letter) (--\(long))", reason)
            }
            if withValue.contains(letter) { return }
        }
    }

    private static func cleans(_ word: String) -> Bool {
        guard word.hasPrefix("-"), !word.hasPrefix("--") else { return false }
        for letter in word.dropFirst() {
            if letter == "c" { return true }
            if withValue.contains(letter) { return false }
        }
        return false
    }

    private static func refused(_ option: String, _ reason: String) -> LifeboatError {
        LifeboatError(.configuration, "the option \(option) cannot be given", hint: reason)
    }
}
