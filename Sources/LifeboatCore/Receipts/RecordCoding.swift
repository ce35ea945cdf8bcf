import Foundation

/// How receipts, run records and findings are written: JSON, indented, sorted keys, ISO 8601 times.
package enum RecordCoding {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        return compactingEmpty(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// The encoder spreads lists and objects without contents over three lines; people read these files.
    private static func compactingEmpty(_ json: Data) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count)
        var isInText = false
        var isEscaped = false
        /// Where the bytes end but for the white space behind a bracket that was opened last.
        var opened: Int?
        for byte in json {
            if isInText {
                isInText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else {
                switch byte {
                case UInt8(ascii: "["), UInt8(ascii: "{"): opened = bytes.count + 1
                case UInt8(ascii: " "), UInt8(ascii: "\n"): break
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if let opened { bytes.removeSubrange(opened...) }
                    opened = nil
                default:
                    opened = nil
                    isInText = byte == UInt8(ascii: "\"")
                }
            }
            bytes.append(byte)
        }
        return bytes
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw LifeboatError(.corrupted, "it is damaged", why: bytes.isEmpty ? "it is empty" : describe(error))
        }
    }

    /// Foundation's own text is about Swift.
    private static func describe(_ error: any Error) -> String {
        func name(_ path: [any CodingKey], _ key: (any CodingKey)? = nil) -> String {
            (path + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "`\(name(context.codingPath, key))` is missing in it"
        case DecodingError.valueNotFound(_, let context), DecodingError.typeMismatch(_, let context),
            DecodingError.dataCorrupted(let context):
            let path = name(context.codingPath)
            return path.isEmpty ? "it is not the JSON that it should be" : "`\(path)` is not what it should be"
        default: return "it cannot be read"
        }
    }
}
