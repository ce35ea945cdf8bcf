/// File names are bytes. This is how people get to see them.
package enum DisplayName {
    /// The name as text: what is not UTF-8, and what would move a terminal's cursor, is shown as `\xNN`.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isControl) {
            return text
        }
        var text = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            // The longest a UTF-8 scalar can be is four bytes; the shortest that is valid is the scalar.
            let scalar = (1...4).lazy.compactMap { length in
                length > rest.count ? nil : String(validating: rest.prefix(length), as: UTF8.self)
            }.first
            if let scalar, !scalar.unicodeScalars.contains(where: isControl) {
                text += scalar
                rest = rest.dropFirst(scalar.utf8.count)
            } else {
                let digits = String(first, radix: 16, uppercase: true)
                text += "\\x" + (digits.count == 1 ? "0" : "") + digits
                rest = rest.dropFirst()
            }
        }
        return text
    }

    private static func isControl(_ scalar: UnicodeScalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
    }
}
