import LifeboatCore

/// Keeps dot-commands out of SQL text. `sqlite3` takes a line that begins with a dot for a command of its own, unless
/// it stands within a statement; a dump holds none, but a forged one could.
///
/// A space is put before every dot that begins a line outside of quotes and comments: SQL does not mind it, and a
/// command becomes a syntax error. The same for `#`, which begins a comment of the program's own, not of SQL's.
/// Inside of quotes nothing is changed; there the program is within a statement.
struct SQLiteScriptGuard {
    private var tokens = SQLiteTokens()
    private var isAtStart = true

    /// The same bytes, with spaces put in where needed.
    mutating func filter(_ block: Block) throws -> Block {
        if isAtStart, let first = block.withUnsafeBytes({ $0.first }) {
            isAtStart = false
            // A byte order mark would hide that a line begins behind it.
            guard first < 0x80 else { throw LifeboatError(.corrupted, "the dump does not begin as SQL text does") }
        }
        let dots = try block.withUnsafeBytes { try scan($0) }
        guard !dots.isEmpty else { return block }
        var bytes = block.bytes
        for dot in dots.reversed() { bytes.insert(UInt8(ascii: " "), at: dot) }
        return Block(bytes)
    }

    /// Where a dot or `#` begins a line outside of quotes.
    private mutating func scan(_ bytes: UnsafeRawBufferPointer) throws -> [Int] {
        var dots: [Int] = []
        for (index, byte) in bytes.enumerated() {
            guard byte != 0 else {
                // The program reads lines as C strings: what follows a NUL it does not see, and so loses count of quotes.
                throw LifeboatError(.corrupted, "the dump contains a NUL byte, which SQL text never does")
            }
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "#"), tokens.isOutside,
                tokens.previous == UInt8(ascii: "\n")
            {
                dots.append(index)
            }
            tokens.take(byte)
        }
        return dots
    }
}
