/// File names are bytes. This is how people get to see them, and how they stand in receipts.
package enum DisplayName {
    /// The name as text: what is not UTF-8, and what would move a terminal's cursor, is shown as `\xNN`. A backslash
    /// before an `x` is shown so too, so that ``bytes(of:)`` gets the very name back.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isControl),
            !text.utf8.contains(backslash)
        {
            return text
        }
        var text = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            // A scalar has at most four bytes; the shortest prefix that is valid is one.
            let scalar = (1...4).lazy.compactMap { length in
                length > rest.count ? nil : String(validating: rest.prefix(length), as: UTF8.self)
            }.first
            rest = rest.dropFirst(scalar?.utf8.count ?? 1)
            let ambiguous = first == backslash && rest.first == UInt8(ascii: "x")
            if let scalar, !ambiguous, !scalar.unicodeScalars.contains(where: isControl) {
                text += scalar
            } else {
                for byte in scalar.map({ Array($0.utf8) }) ?? [first] {
                    let digits = String(byte, radix: 16, uppercase: true)
                    text += "\\x" + (digits.count == 1 ? "0" : "") + digits
                }
            }
        }
        return text
    }

    /// The name that ``text(of:)`` shows so.
    package static func bytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.popFirst() {
            if first == backslash, rest.count >= 3, rest.first == UInt8(ascii: "x"),
                let byte = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(first)
            }
        }
        return bytes
    }

    private static let backslash = UInt8(ascii: "\\")

    private static func isControl(_ scalar: UnicodeScalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
    }
}
