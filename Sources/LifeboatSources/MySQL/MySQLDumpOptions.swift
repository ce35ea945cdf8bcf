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
                let letters = try Self.letters(of: word)
                options += letters.flags.compactMap { Self.long[$0].map { Option("--" + $0) } }
                previousTakesValue = letters.takesValue
            }
        }
        if previousTakesValue, let last = words.last { throw Self.refused(last, "its value is missing") }
        self.options = options
    }

    /// Whether these options rule out that one transaction sees the whole database.
    var forbidsSingleTransaction: Bool {
        options.contains { ["lock-tables", "lock-all-tables"].contains($0.name) && !$0.isNegative }
            || skips("single-transaction")
    }

    /// Whether they say `--skip-NAME`.
    func skips(_ name: String) -> Bool { options.last { $0.name == name }?.isNegative ?? false }

    /// Whether an option of this name is there.
    func has(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// One long option, with the other ways to write it put aside: `--loose-skip_quick`, `--quick=0`.
    private struct Option: Sendable, Hashable {
        var name: String
        var value: String?
        var isNegative = false

        init(_ word: String) {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            name = String(parts[0]).replacing("_", with: "-")
            value = parts.count > 1 ? String(parts[1]) : nil
            for prefix in ["loose-", "enable-", "maximum-"] where name.hasPrefix(prefix) {
                name.removeFirst(prefix.count)
            }
            for prefix in ["skip-", "disable-"] where name.hasPrefix(prefix) {
                name.removeFirst(prefix.count)
                isNegative = true
            }
            if value == "0" || value?.lowercased() == "off" || value?.lowercased() == "false" { isNegative = true }
        }
    }

    /// The program takes any beginning of a name that only one option has.
    private static func check(_ option: Option, _ word: String) throws {
        if let (_, why) = refusals.first(where: { $0.name.hasPrefix(option.name) && option.name.count > 1 }) {
            throw refused(word, why)
        }
        switch option.name {
        case "master-data", "source-data", "dump-slave", "dump-replica":
            guard option.value == "2" || option.isNegative else {
                throw refused(
                    word, "the dump would change replication wherever it is restored",
                    hint: "write \(word.prefix { $0 != "=" })=2")
            }
        case "default-character-set":
            let allowed = ["utf8", "utf8mb3", "utf8mb4", "binary", "latin1", "ascii"]
            guard let value = option.value, allowed.contains(value.lowercased()) else {
                throw refused(
                    word, "in this character set a dump cannot be checked as it passes",
                    hint: "leave it out: utf8mb4 holds every character")
            }
        default: break
        }
    }

    /// The letters of a word such as `-qe`, and whether the next word is the value of the last.
    private static func letters(of word: String) throws -> (flags: [Character], takesValue: Bool) {
        var flags: [Character] = []
        for (index, letter) in word.dropFirst().enumerated() {
            if let why = shortRefusals[letter] { throw refused(word, why) }
            // What follows in the word is its value.
            if letter == "w" { return (flags, index == word.count - 2) }
            if letter == "#" { return (flags, false) }
            flags.append(letter)
        }
        return (flags, false)
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
        "f": "a dump that lacks what could not be read would pass for a whole one",
    ]

    /// Options whose value may be the next word.
    private static let withValue: Set<String> = [
        "where", "ignore-table", "ignore-table-data", "ignore-database", "max-allowed-packet", "net-buffer-length",
        "max-statement-time", "ssl-ca", "ssl-capath", "ssl-cert", "ssl-cipher", "ssl-key", "ssl-crl", "ssl-crlpath",
        "tls-version", "ssl-mode", "compatible", "plugin-dir", "default-auth", "character-sets-dir",
        "compression-algorithms", "zstd-compression-level", "bind-address", "network-timeout", "as-of",
    ]
}
