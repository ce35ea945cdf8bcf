import LifeboatCore

/// Further options of `mariadb-backup` or `xtrabackup`, as `extra_keys` has them.
package struct XtraBackupOptions: Sendable, Hashable {
    package let words: [String]

    package init() { words = [] }

    /// - Throws: ``LifeboatError/Kind/configuration`` for what would make no whole backup, or none on the standard output.
    package init(_ line: String) throws {
        words = try ShellWords.split(line)
        for word in words {
            let name = word.drop { $0 == "-" }.prefix { $0 != "=" }.replacing("_", with: "-")
            guard word.hasPrefix("--") else {
                throw Self.refused(word, "only long options are taken, with their value after a `=`")
            }
            if let (_, why) = Self.refusals.first(where: { $0.name.hasPrefix(name) && name.count > 2 }) {
                throw Self.refused(word, why)
            }
        }
    }

    private static func refused(_ word: String, _ why: String) -> LifeboatError {
        let shown = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
        return LifeboatError(
            .configuration, "the option \(shown) is not possible here", why: why, hint: "take it out of `extra_keys`")
    }

    private static let connecting = "how to connect stands in `connect`"
    private static let partial = "a part of a server cannot be restored to an empty folder and started"
    private static let elsewhere = "the backup has to go to the standard output, as an xbstream"

    private static let refusals: [(name: String, why: String)] = [
        ("password", "every user of the host could read the password"), ("user", connecting), ("host", connecting),
        ("port", connecting), ("socket", connecting), ("defaults-file", connecting),
        ("defaults-extra-file", connecting), ("defaults-group", connecting), ("no-defaults", connecting),
        ("stream", elsewhere), ("target-dir", elsewhere), ("compress", "compression is lifeboat's: `compression`"),
        ("encrypt", "what is encrypted by it cannot be prepared here"), ("backup", elsewhere),
        ("prepare", elsewhere), ("copy-back", elsewhere), ("move-back", elsewhere), ("databases", partial),
        ("databases-file", partial), ("databases-exclude", partial), ("tables", partial), ("tables-file", partial),
        ("tables-exclude", partial), ("incremental", "increments are not supported"), ("incremental-basedir", partial),
        ("incremental-lsn", partial), ("history", "it writes to the server"),
    ]
}
