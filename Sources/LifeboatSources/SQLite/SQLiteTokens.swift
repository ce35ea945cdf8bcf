/// Follows SQL text byte by byte as SQLite itself reads it, as far as to know what is inside of quotes and comments
/// (https://sqlite.org/lang_keywords.html, lang_comment.html).
struct SQLiteTokens {
    private enum State {
        case plain
        /// Until this byte: `'`, `"`, `` ` ``, `]`. A doubled quote closes and opens again, to the same effect.
        case quoted(UInt8)
        case lineComment
        case blockComment
    }

    private var state = State.plain
    /// The byte before, unless it was part of a comment's edge: `/*/` does not close, `*/*` does not open.
    private(set) var previous = UInt8(ascii: "\n")

    /// Whether the next byte stands outside of quotes and comments.
    var isOutside: Bool {
        if case .plain = state { true } else { false }
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) {
        switch state {
        case .quoted(let end):
            if byte == end { state = .plain }
        case .lineComment:
            if byte == UInt8(ascii: "\n") { state = .plain }
        case .blockComment:
            if byte == UInt8(ascii: "/"), previous == UInt8(ascii: "*") {
                state = .plain
                previous = 0
                return
            }
        case .plain:
            if enter(byte) {
                previous = 0
                return
            }
        }
        previous = byte
    }

    /// Whether a quote or comment begins with this byte.
    @inline(__always)
    private mutating func enter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): state = .quoted(byte)
        case UInt8(ascii: "["): state = .quoted(UInt8(ascii: "]"))
        case UInt8(ascii: "-") where previous == UInt8(ascii: "-"): state = .lineComment
        case UInt8(ascii: "*") where previous == UInt8(ascii: "/"): state = .blockComment
        default: return false
        }
        return true
    }
}
