import LifeboatCore

/// Takes values out of a packet. Whatever a server sends, nothing is read past the packet's end.
struct SFTPDecoder {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws -> UInt8 {
        guard let byte = rest.popFirst() else { throw Self.truncated }
        return byte
    }

    mutating func uint32() throws -> UInt32 {
        guard rest.count >= 4 else { throw Self.truncated }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func uint64() throws -> UInt64 {
        let high = try uint32()
        return try UInt64(high) << 32 | UInt64(uint32())
    }

    mutating func bytes() throws -> [UInt8] {
        let count = Int(try uint32())
        guard rest.count >= count else { throw Self.truncated }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// For people only: what is not UTF-8 is replaced.
    mutating func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

    private static let truncated = LifeboatError(.failed, "the SFTP server sent a packet that ends too early")
}
