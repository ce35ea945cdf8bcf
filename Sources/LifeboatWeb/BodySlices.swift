package import NIOCore

/// A body that is in memory, handed over in slices: TLS seals each by itself, and a large one would be copied as a whole.
package struct BodySlices: AsyncSequence, Sendable {
    private static let size = 256 << 10

    private let body: ByteBuffer

    package init(body: ByteBuffer) {
        self.body = body
    }

    package struct Iterator: AsyncIteratorProtocol {
        var rest: ByteBuffer

        package mutating func next() async throws -> ByteBuffer? {
            rest.readableBytes == 0 ? nil : rest.readSlice(length: Swift.min(rest.readableBytes, BodySlices.size))
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(rest: body) }
}
