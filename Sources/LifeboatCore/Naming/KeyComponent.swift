/// One component of an object key: a name, escaped so that every storage can keep it.
///
/// Letters, digits, `.`, `_` and `-` stand for themselves, every other byte of the UTF-8 name is `%XX`
/// (upper-case hexadecimal). A leading dot is escaped too, so that no component is `.`, `..` or hidden; and what Windows,
/// or a server that takes after it, keeps or lists under another name: a trailing dot, and the first letter of a device's
/// name (`con` is `%63on`). The escaping is reversible as long as it fits 200 bytes. A longer name keeps its first
/// 180 bytes and a hash, marked by `%-`, which no escape contains; its full text stands in the receipt.
package struct KeyComponent: Sendable, Hashable {
    package static let maximumLength = 200

    /// The escaped text, as it stands in keys and paths.
    package let escaped: String

    /// Escapes a name. `reserved` names are escaped so that they never equal a name that means something else.
    package init(escaping name: String, reserved: Set<String> = []) {
        let escapeFirst = name.hasPrefix(".") || reserved.contains(name) || Self.isDevice(name)
        var pieces = name.utf8.enumerated().map { index, byte in
            let plain = Self.isPlain(byte) && !(index == 0 && escapeFirst)
            return plain ? String(UnicodeScalar(byte)) : Self.escape(byte)
        }
        if name.utf8.last == UInt8(ascii: ".") { pieces[pieces.count - 1] = Self.escape(UInt8(ascii: ".")) }
        let whole = pieces.joined()
        if name.isEmpty {
            escaped = "%"
        } else if whole.utf8.count <= Self.maximumLength {
            escaped = whole
        } else {
            var kept = ""
            for piece in pieces {
                if kept.utf8.count + piece.utf8.count > 180 { break }
                kept += piece
            }
            escaped = kept + "%-" + Self.hash(of: name)
        }
    }

    /// Takes an already escaped text; `nil` when it is not one that ``init(escaping:reserved:)`` could have made.
    package init?(escaped text: String) {
        guard !text.isEmpty, !text.hasPrefix("."), !text.hasSuffix("."), text.utf8.count <= Self.maximumLength,
            text.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "%") }), !Self.isDevice(text)
        else { return nil }
        escaped = text
    }

    /// The name before escaping; `nil` when it was too long to be kept whole.
    package var name: String? {
        if escaped == "%" { return "" }
        var bytes: [UInt8] = []
        var rest = Array(escaped.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let high = Self.value(rest.removeFirst()),
                    let low = Self.value(rest.removeFirst())
                else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Whether the part before the first dot, in upper or lower case, is what DOS called a device by.
    private static func isDevice(_ name: String) -> Bool {
        let stem = String(decoding: name.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self).uppercased()
        let isNumbered = stem.utf8.count == 4 && stem.utf8.last.map { (48...57).contains($0) } == true
        return ["CON", "PRN", "AUX", "NUL"].contains(stem) || isNumbered && ["COM", "LPT"].contains(stem.dropLast())
    }

    private static func escape(_ byte: UInt8) -> String {
        String(decoding: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        digits.firstIndex(of: digit).map { UInt8($0) }
    }

    /// FNV-1a, 64 bits: a stable fingerprint, not a secret. A clash of two long names is found as any name clash.
    private static func hash(of name: String) -> String {
        let value = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(value, radix: 16)
    }
}
