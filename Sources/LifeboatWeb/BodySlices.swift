import NIOCore
import Synchronization

/// A body that is in memory, handed over in slices: TLS seals each by itself, and a large one would be copied as a whole.
struct BodySlices: AsyncSequence, Sendable {
    static let size = 256 << 10

    /// How far the server has taken it.
    final class Progress: Sendable {
        private let state = Mutex((slices: 0, isAtEnd: false))

        var taken: Int { state.withLock { $0.slices } }
        var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

        fileprivate func advance(isAtEnd: Bool) {
            state.withLock { state in
                state.slices += 1
                state.isAtEnd = isAtEnd
            }
        }
    }

    let body: ByteBuffer
    let progress = Progress()

    struct Iterator: AsyncIteratorProtocol {
        var rest: ByteBuffer
        let progress: Progress

        mutating func next() async throws -> ByteBuffer? {
            let isAtEnd = rest.readableBytes == 0
            progress.advance(isAtEnd: isAtEnd)
            return isAtEnd ? nil : rest.readSlice(length: Swift.min(rest.readableBytes, BodySlices.size))
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: body, progress: progress) }
}
