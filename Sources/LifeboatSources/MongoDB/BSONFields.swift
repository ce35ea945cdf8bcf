import LifeboatCore

/// The fields of one small BSON document, as far as an archive's own documents need it. See https://bsonspec.org.
struct BSONFields {
    private(set) var texts: [String: String] = [:]
    private(set) var numbers: [String: Int64] = [:]
    private(set) var booleans: [String: Bool] = [:]

    /// - Parameter bytes: the whole document, its size in front.
    init(_ bytes: [UInt8]) throws {
        var rest = bytes.dropFirst(4).dropLast()
        while let type = rest.popFirst() {
            guard let end = rest.firstIndex(of: 0) else { throw Self.broken() }
            let name = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            switch type {
            case 0x02:
                let size = Int(try Self.integer(&rest, 4))
                guard size > 0, size <= rest.count else { throw Self.broken() }
                texts[name] = String(decoding: rest.prefix(size - 1), as: UTF8.self)
                rest = rest.dropFirst(size)
            case 0x08:
                guard let value = rest.popFirst() else { throw Self.broken() }
                booleans[name] = value != 0
            case 0x10: numbers[name] = Int64(Int32(truncatingIfNeeded: try Self.integer(&rest, 4)))
            case 0x12: numbers[name] = try Self.integer(&rest, 8)
            case 0x01: _ = try Self.integer(&rest, 8)
            case 0x0A: break
            default: throw Self.broken()
            }
        }
    }

    private static func integer(_ bytes: inout ArraySlice<UInt8>, _ size: Int) throws -> Int64 {
        guard bytes.count >= size else { throw broken() }
        let value = bytes.prefix(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        bytes = bytes.dropFirst(size)
        return Int64(bitPattern: value)
    }

    private static func broken() -> LifeboatError {
        LifeboatError(.incomplete, "a document of the archive itself is not understood")
    }
}
