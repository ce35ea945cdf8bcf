import LifeboatCore
import NIOCore

/// A body that comes as a stream, handed over in slices: only what is on its way is in memory.
struct StreamedBody: AsyncSequence, Sendable {
    let stream: ByteStream

    struct Iterator: AsyncIteratorProtocol {
        let stream: ByteStream
        var rest: Block?

        mutating func next() async throws -> ByteBuffer? {
            if rest == nil { rest = try await stream.next() }
            guard let block = rest else { return nil }
            let count = Swift.min(block.count, BodySlices.size)
            rest = count < block.count ? block.slice(count..<block.count) : nil
            return block.slice(0..<count).withUnsafeBytes { ByteBuffer(bytes: $0) }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }
}
