import FoundationEssentials

/// Base64 as Python's `base64` module reads it, which is what Ansible's filters do.
enum PythonBase64 {
    static func encode(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    /// Characters outside the alphabet are passed over, as line breaks have to be; a padding that is complete ends the text.
    ///
    /// - Throws: when the padding is missing or the bytes are no UTF-8.
    static func decode(_ text: String) throws(TemplateOperationError) -> String {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var position = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                if position >= 2 && position + padding >= 4 {
                    position = 0
                    break
                }
                continue
            }
            guard let value = value(of: byte) else { continue }
            padding = 0
            bits = bits << 6 | value
            position = (position + 1) % 4
            switch position {
            case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            case 3: bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            case 0: bytes.append(UInt8(truncatingIfNeeded: bits))
            default: break
            }
        }
        guard position == 0 else {
            throw TemplateOperationError(what: "the value is no base64 that 'b64decode' can read: its end is missing")
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw TemplateOperationError(what: "the value that 'b64decode' decoded is no UTF-8 text")
        }
        return decoded
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
