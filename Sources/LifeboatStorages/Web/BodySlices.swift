import NIOCore

/// A body that is in memory, handed over in slices: TLS seals each by itself, and a large one would be copied as a whole.
struct BodySlices: AsyncSequence, Sendable {
    private static let size = 256 << 10

    let body: ByteBuffer

    struct Iterator: AsyncIteratorProtocol {
        var rest: ByteBuffer

        mutating func next() async throws -> ByteBuffer? {
            rest.readableBytes == 0 ? nil : rest.readSlice(length: Swift.min(rest.readableBytes, BodySlices.size))
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: body) }
}
