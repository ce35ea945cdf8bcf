/// A statement of a script that is kept as a whole.
struct PostgreSQLScriptStatement: Sendable {
    /// Its beginning, without comments and without the semicolon.
    var head: [UInt8]
    /// Where it lies in what was scanned, with its semicolon.
    var range: Range<Int>

    /// The name, without its quotes, that follows some words at the beginning of the statement.
    func name(behind words: String) -> [UInt8]? {
        guard head.starts(with: words.utf8) else { return nil }
        let rest = head.dropFirst(words.utf8.count)
        guard rest.first == UInt8(ascii: "\"") else {
            return Array(rest.prefix { $0 != UInt8(ascii: " ") })
        }
        var name: [UInt8] = []
        var index = rest.startIndex + 1
        while index < rest.endIndex {
            if rest[index] == UInt8(ascii: "\"") {
                guard index + 1 < rest.endIndex, rest[index + 1] == rest[index] else { return name }
                index += 1
            }
            name.append(rest[index])
            index += 1
        }
        return nil
    }
}
