/// A word at the beginning of a statement that may turn out as `BEGIN;` or `COMMIT;`, which `pg_dump` writes around large
/// objects. In a restore, which is one transaction already, the second would end it: so both are taken out.
struct PostgreSQLHeldWord: Sendable {
    private static let words = [Array("BEGIN;".utf8), Array("COMMIT;".utf8)]

    private var word: [UInt8] = []
    /// How much of it was seen.
    private(set) var matched = 0
    /// Where it begins in the bytes that are being scanned; zero when it began in earlier ones.
    var start = 0
    /// How much of it lies in earlier bytes, already left out there.
    var carried = 0

    var isWhole: Bool { matched > 0 && matched == word.count }
    var carriedBytes: [UInt8] { Array(word.prefix(carried)) }

    /// Whether the byte can be the next one of such a word.
    mutating func take(_ byte: UInt8, at index: Int) -> Bool {
        if matched == 0 {
            guard let word = Self.words.first(where: { $0[0] == byte }) else { return false }
            self.word = word
            matched = 1
            start = index
            return true
        }
        guard matched < word.count, byte == word[matched] else { return false }
        matched += 1
        return true
    }
}
