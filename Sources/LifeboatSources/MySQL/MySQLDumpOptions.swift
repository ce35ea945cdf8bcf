import LifeboatCore

/// Further options of the dump program, as `extra_keys` has them: refused where they would make a dump that is not
/// complete, not restorable, or not where it is expected.
package struct MySQLDumpOptions: Sendable, Hashable {
    /// As the program gets them.
    package let words: [String]
    private let options: [Option]

    package init() {
        words = []
        options = []
    }

    /// - Throws: ``LifeboatError/Kind/configuration`` that names the option and says what to do instead.
    package init(_ line: String) throws {
        words = try ShellWords.split(line)
        var options: [Option] = []
        var previousTakesValue = false
        for word in words {
            if previousTakesValue {
                previousTakesValue = false
                continue
            }
            guard word.hasPrefix("-"), word != "-", word != "--" else {
                throw Self.refused(word, "it is no option, so the program would take it for a database or a table")
            }
            if word.hasPrefix("--") {
                let option = Option(word)
                try Self.check(option, word)
                options.append(option)
                previousTakesValue = option.value == nil && Self.withValue.contains(option.name)
            } else {
                options += try Self.letters(of: word).compactMap { Self.long[$0].map { Option("--" + $0) } }
            }
        }
        if previousTakesValue, let last = words.last { throw Self.refused(last, "its value is missing") }
        self.options = options
    }

    /// Whether these options rule out that one transaction sees the whole database.
    var forbidsSingleTransaction: Bool {
        options.contains { ($0.means("lock-tables") || $0.means("lock-all-tables")) && !$0.isNegative }
            || skips("single-transaction")
    }

    /// Whether they say `--skip-NAME`.
    func skips(_ name: String) -> Bool { options.last { $0.name == name }?.isNegative ?? false }

    /// Whether an option of this name is there.
    func has(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// One long option, with the other ways to write it put aside: `--quick=0`.
    private struct Option: Sendable, Hashable {
        var name: String
        var value: String?
        var isNegative = false

        init(_ word: String) {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let written = MySQLOptionName(parts[0])
            name = written.name
            isNegative = written.isNegative
            value = parts.count > 1 ? String(parts[1]) : nil
            if value == "0" || value?.lowercased() == "off" || value?.lowercased() == "false" { isNegative = true }
        }

        /// The program takes any beginning of a name that only one option has.
        func means(_ whole: String) -> Bool { name.count > 1 && whole.hasPrefix(name) }
    }

    private static func check(_ option: Option, _ word: String) throws {
        if let (_, why) = refusals.first(where: { option.means($0.name) }) { throw refused(word, why) }
        if positions.contains(where: option.means) {
            guard option.value == "2" || option.isNegative else {
                throw refused(
                    word, "the dump would change replication wherever it is restored",
                    hint: "write \(word.prefix { $0 != "=" })=2")
            }
        }
        if option.means("default-character-set") {
            guard let value = option.value, ["utf8mb4", "binary"].contains(value.lowercased()) else {
                throw refused(
                    word, "in other character sets characters become question marks, and the dump still succeeds",
                    hint: "leave it out: utf8mb4 holds every character")
            }
        }
    }

    private static let positions = ["master-data", "source-data", "dump-slave", "dump-replica"]

    /// The letters of a word such as `-qe`.
    private static func letters(of word: String) throws -> [Character] {
        var flags: [Character] = []
        for letter in word.dropFirst() {
            if let why = shortRefusals[letter] { throw refused(word, why) }
            // What follows in the word is its value.
            if letter == "#" { break }
            flags.append(letter)
        }
        return flags
    }

    private static let long: [Character: String] = ["l": "lock-tables", "x": "lock-all-tables"]

    private static func refused(_ word: String, _ why: String, hint: String = "take it out of `extra_keys`")
        -> LifeboatError
    {
        // What follows may be a password.
        let shown = word.hasPrefix("-p") ? "-p" : String(word.prefix { $0 != "=" })
        return LifeboatError(.configuration, "the option \(shown) is not possible here", why: why, hint: hint)
    }

    private static let connecting = "how to connect stands in `connect`"
    private static let several = "each database becomes a backup of its own; name them in `target`"
    private static let elsewhere = "the dump has to go to the standard output, as SQL"
    private static let others = "it is no part of a database"
    private static let partial = "a dump without all rows and tables' definitions would pass for a whole one"

    private static let refusals: [(name: String, why: String)] = [
        ("password", "every user of the host could read the password"), ("host", connecting), ("user", connecting),
        ("port", connecting), ("socket", connecting), ("protocol", connecting), ("defaults-file", connecting),
        ("defaults-extra-file", connecting), ("defaults-group-suffix", connecting), ("no-defaults", connecting),
        ("login-path", connecting), ("pipe", connecting), ("all-databases", several), ("databases", several),
        ("all-tablespaces", others), ("system", others), ("tables", "it would dump tables, and not the database"),
        ("result-file", elsewhere), ("tab", elsewhere), ("xml", elsewhere), ("dir", elsewhere),
        ("fields-terminated-by", elsewhere), ("fields-enclosed-by", elsewhere), ("fields-escaped-by", elsewhere),
        ("fields-optionally-enclosed-by", elsewhere), ("lines-terminated-by", elsewhere), ("help", elsewhere),
        ("version", elsewhere),
        ("print-defaults", elsewhere), ("log-error", "what goes wrong has to be seen here"),
        ("no-data", partial), ("no-create-info", partial), ("where", partial), ("as-of", partial),
        ("init-command", "it can change what the dump sees"), ("init-command-add", "it can change what the dump sees"),
        ("compact", "the dump would lack what it needs to be restored: character set, order of foreign keys"),
        ("force", "a dump that lacks what could not be read would pass for a whole one"),
        ("apply-slave-statements", "the dump would change replication wherever it is restored"),
        ("apply-replica-statements", "the dump would change replication wherever it is restored"),
        ("delete-master-logs", "it changes the server"), ("delete-source-logs", "it changes the server"),
    ]

    private static let shortRefusals: [Character: String] = [
        "p": "every user of the host could read the password", "h": connecting, "u": connecting, "P": connecting,
        "S": connecting, "A": several, "B": several, "r": elsewhere, "T": elsewhere, "X": elsewhere, "?": elsewhere,
        "I": elsewhere, "V": elsewhere, "Y": others,
        "d": partial, "t": partial, "w": partial,
        "f": "a dump that lacks what could not be read would pass for a whole one",
    ]

    /// Options whose value may be the next word.
    private static let withValue: Set<String> = [
        "ignore-table", "ignore-table-data", "ignore-database", "max-allowed-packet", "net-buffer-length",
        "max-statement-time", "ssl-ca", "ssl-capath", "ssl-cert", "ssl-cipher", "ssl-key", "ssl-crl", "ssl-crlpath",
        "tls-version", "ssl-mode", "compatible", "plugin-dir", "default-auth", "character-sets-dir",
        "compression-algorithms", "zstd-compression-level", "bind-address", "network-timeout",
    ]
}
