/// Names of character sets as PostgreSQL spells them: `UTF8`, `EUC_JP`, `WIN1252`.
enum PostgreSQLEncoding {
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A name for people and for evidence, in whatever character set its bytes are: what is not UTF-8 is shown as `\xNN`.
    static func shown(_ name: [UInt8]) -> String {
        if let text = String(validating: name, as: UTF8.self) { return text }
        let digits = Array("0123456789abcdef")
        return name.reduce(into: "") { text, byte in
            if byte < 0x80 {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
