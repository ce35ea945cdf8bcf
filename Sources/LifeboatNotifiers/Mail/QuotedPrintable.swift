/// A text in lines of at most 76 ASCII characters: RFC 2045, 6.7.
enum QuotedPrintable {
    private static let limit = 75
    private static let digits = Array("0123456789ABCDEF")

    /// Ends with a line break.
    static func encode(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { encode(line: $0.utf8) + "\n" }.joined()
    }

    private static func encode(line: Substring.UTF8View) -> String {
        var output = ""
        var width = 0
        let bytes = Array(line)
        // At its beginning "From " and "." mean something to some on the way.
        let isMistakable = bytes.first == UInt8(ascii: ".") || bytes.starts(with: Array("From ".utf8))
        for (index, byte) in bytes.enumerated() {
            let piece = index == 0 && isMistakable ? escaped(byte) : piece(byte, isLast: index == bytes.count - 1)
            if width + piece.count > limit {
                output += "=\n"
                width = 0
            }
            output += piece
            width += piece.count
        }
        return output
    }

    private static func piece(_ byte: UInt8, isLast: Bool) -> String {
        switch byte {
        // At the end of a line blanks get lost.
        case UInt8(ascii: " ") where !isLast: " "
        case UInt8(ascii: "="): escaped(byte)
        case 33...126: String(UnicodeScalar(byte))
        default: escaped(byte)
        }
    }

    private static func escaped(_ byte: UInt8) -> String { "=\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])" }
}
