/// Bytes to be pulled, block by block, by one reader.
///
/// ``next()`` returns `nil` only after the producer said, explicitly, that it is done *and* that what it made is
/// whole. A producer that fails, is cancelled or simply goes away makes ``next()`` throw. So whoever reached the
/// end may commit.
package struct ByteStream: Sendable {
    private let pull: @Sendable () async throws -> Block?

    package init(_ pull: @escaping @Sendable () async throws -> Block?) {
        self.pull = pull
    }

    /// The next block, never an empty one; `nil` at the proven end.
    package func next() async throws -> Block? {
        while let block = try await pull() {
            if !block.isEmpty { return block }
        }
        return nil
    }
}

extension ByteStream {
    /// A stream over bytes that are already in memory.
    package init(_ bytes: some Collection<UInt8>) {
        self.init(blocks: bytes.isEmpty ? [] : [Block(bytes)])
    }

    package init(blocks: [Block]) {
        let rest = BlockList(blocks)
        self.init { rest.popFirst() }
    }

    /// Everything, as one array.
    ///
    /// - Parameter limit: more bytes than this are refused: who collects must know how much it can be.
    package func collect(limit: Int) async throws -> [UInt8] {
        var collected: [UInt8] = []
        while let block = try await next() {
            guard collected.count + block.count <= limit else {
                throw LifeboatError(
                    .refused, "more than \(ByteSize(bytes: Int64(limit))) where a small object was expected")
            }
            block.withUnsafeBytes { collected.append(contentsOf: $0) }
        }
        return collected
    }

    /// Hands every block to `writer`.
    package func forward(to writer: some ByteWriter) async throws {
        while let block = try await next() { try await writer.write(block) }
    }
}
