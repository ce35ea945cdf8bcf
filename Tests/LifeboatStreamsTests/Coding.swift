import LifeboatCore
import LifeboatStreams
import LifeboatTesting

/// Encoding and decoding of bytes in memory, cut into blocks in any way.
enum Coding {
    static func encode(_ bytes: [UInt8], _ steps: [EncodingStep], cut: (inout Int) -> Int = { $0 }) async throws
        -> [UInt8]
    {
        try await collect { try await EncodingChain(steps).encode(stream(bytes, cut), into: $0) }
    }

    static func decode(_ bytes: [UInt8], _ encodings: [Encoding], cut: (inout Int) -> Int = { $0 }) async throws
        -> [UInt8]
    {
        try await collect { try await EncodingChain.decode(stream(bytes, cut), encodings, into: $0) }
    }

    /// - Parameter cut: takes how many bytes are left, gives how many the next block has.
    static func stream(_ bytes: [UInt8], _ cut: (inout Int) -> Int = { $0 }) -> ByteStream {
        var blocks: [Block] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var left = rest.count
            let size = max(1, min(cut(&left), rest.count))
            blocks.append(Block(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return ByteStream(blocks: blocks)
    }

    private static func collect(_ body: (any ByteWriter) async throws -> Void) async throws -> [UInt8] {
        let collector = Collector()
        try await body(collector)
        return collector.bytes
    }
}
