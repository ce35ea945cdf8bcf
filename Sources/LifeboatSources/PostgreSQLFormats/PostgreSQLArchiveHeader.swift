import LifeboatCore

/// How an archive says what it is.
struct PostgreSQLArchiveHeader: Sendable {
    private(set) var minor = 0
    private(set) var offsetSize = 8
    private(set) var isComplete = false

    /// Whether the field was complete.
    mutating func read(
        _ index: Int, _ fields: inout PostgreSQLArchiveFields, _ rest: inout UnsafeRawBufferPointer
    ) throws -> Bool {
        switch index {
        case 0:
            guard let magic = fields.bytes(5, &rest) else { return false }
            guard magic.elementsEqual("PGDMP".utf8) else { throw PostgreSQLArchive.odd("it does not begin with PGDMP") }
        case 1: return try expect("its version", 1...1, &fields, &rest) != nil
        case 2:
            guard let version = try expect("its version", 12...16, &fields, &rest) else { return false }
            minor = version
        case 3: return try expect("its revision", 0...255, &fields, &rest) != nil
        case 4:
            guard let size = try expect("the size of its numbers", 1...8, &fields, &rest) else { return false }
            fields.integerSize = size
        case 5:
            guard let size = try expect("the size of its offsets", 1...16, &fields, &rest) else { return false }
            offsetSize = size
        case 6: return try expect("its format", 1...1, &fields, &rest) != nil
        case 7 where minor >= 15: return try expect("its compression", 0...0, &fields, &rest) != nil
        case 7:
            guard let compression = try fields.integer(&rest) else { return false }
            guard compression == 0 else { throw PostgreSQLArchive.odd("its compression is \(compression)") }
        // When it was made: seven numbers.
        case 8...14: return try fields.integer(&rest) != nil
        // The database, and the versions of server and program.
        default:
            guard try fields.text(&rest) != nil else { return false }
            isComplete = index == 17
        }
        return true
    }

    private func expect(
        _ name: String, _ range: ClosedRange<Int>, _ fields: inout PostgreSQLArchiveFields,
        _ rest: inout UnsafeRawBufferPointer
    ) throws -> Int? {
        guard let byte = fields.byte(&rest) else { return nil }
        guard range.contains(Int(byte)) else { throw PostgreSQLArchive.odd("\(name) is \(byte)") }
        return Int(byte)
    }

    /// Of `SET client_encoding = 'UTF8';`.
    static func encoding(ofDefinition text: [UInt8]) -> String? {
        let parts = text.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].allSatisfy(PostgreSQLEncoding.isNameByte) else { return nil }
        return String(decoding: parts[1], as: UTF8.self)
    }
}
