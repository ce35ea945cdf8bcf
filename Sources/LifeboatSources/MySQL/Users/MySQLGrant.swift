/// A line of `SHOW GRANTS`, without what belongs to the creation of the user: MariaDB repeats the password there, and
/// to run that would change the password of a user that exists.
struct MySQLGrant {
    let text: String

    init(_ line: String) {
        guard line.hasPrefix("GRANT ") else {
            text = line
            return
        }
        var words = MySQLWords(line)
        while let word = words.next(), word != "TO" {}
        // Now the account: a name, and for a user `@` and a host.
        _ = words.next()
        var ahead = words
        if ahead.next() == "@" {
            _ = ahead.next()
            words = ahead
        }
        let head = line.dropLast(words.remainder.count)
        var rest: [String] = []
        while let word = words.next() { rest.append(word) }
        let options = ["GRANT", "ADMIN"].filter { kind in
            rest.indices.contains { rest[$0] == "WITH" && rest[$0...].contains(kind) }
        }
        text = head + (options.first.map { " WITH \($0) OPTION" } ?? "")
    }
}
