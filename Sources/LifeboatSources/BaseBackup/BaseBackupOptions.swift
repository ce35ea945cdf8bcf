import LifeboatCore

/// Further options for `pg_basebackup`, as `extra_keys` has them: those that cannot harm are taken, all others refused.
package struct BaseBackupOptions: Sendable, Hashable {
    package let words: [String]

    package static let none = BaseBackupOptions(checked: [])

    /// Options without a value, and ones whose value follows a `=`.
    private static let plain: Set<String> = ["--verbose", "-v", "--no-verify-checksums"]
    private static let withValue: Set<String> = ["--label", "--max-rate", "--manifest-checksums"]

    private init(checked words: [String]) {
        self.words = words
    }

    /// - Throws: ``LifeboatError/Kind/configuration`` for an option that is not known to leave the backup whole.
    package init(_ line: String) throws {
        words = try ShellWords.split(line)
        for word in words {
            let name = String(word.prefix { $0 != "=" })
            guard Self.plain.contains(word) || (Self.withValue.contains(name) && word.contains("=")) else {
                let known = (Self.plain.map { $0 } + Self.withValue.map { "\($0)=…" }).sorted().joined(separator: ", ")
                throw LifeboatError(
                    .configuration, "the option \(name) cannot be given", hint: "there are: \(known)")
            }
        }
    }
}
