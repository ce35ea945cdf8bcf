import LifeboatCore

/// The text that ``MySQLUsers`` writes, read again.
struct MySQLUsersScript {
    static let endMark = "-- Dump completed"
    /// More is no list of users.
    static let largest = 256 << 20

    let text: String
    let accounts: [String]

    init(_ text: String) {
        self.text = text
        accounts = text.split(separator: "\n").compactMap { line in
            for beginning in ["CREATE USER IF NOT EXISTS ", "CREATE ROLE IF NOT EXISTS "]
            where line.hasPrefix(beginning) {
                var words = MySQLWords(String(line.dropFirst(beginning.count)))
                guard let name = words.next() else { return nil }
                guard words.next() == "@", let host = words.next() else { return Self.key(name, "") }
                return Self.key(name, host)
            }
            return nil
        }
    }

    /// Rights to act as somebody else. Only who holds one, itself with `GRANT OPTION`, may grant it.
    var proxies: [String] { text.split(separator: "\n").filter(Self.isProxy).map(String.init) }

    /// All the statements but ``proxies``.
    var statements: String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { !Self.isProxy($0) }
            .joined(separator: "\n")
    }

    private static func isProxy(_ line: Substring) -> Bool { line.hasPrefix("GRANT PROXY ON ") && line.hasSuffix(";") }

    var isWhole: Bool { text.hasSuffix("\n\(Self.endMark)\n") }

    var evidence: Evidence { evidence { _ in true } }

    /// What is counted where only some of the accounts are there.
    func evidence(where exists: (String) -> Bool) -> Evidence {
        Evidence(counts: ["users and roles": Int64(accounts.count(where: exists))])
    }

    /// As `SELECT CONCAT(user, '@', host)` has it.
    static func key(_ name: String, _ host: String) -> String {
        "\(MySQLWords.unquote(name))@\(MySQLWords.unquote(host))"
    }
}
