import NIOCore
import Synchronization

/// A body that is in memory, handed over in slices: TLS seals each by itself, and a large one would be copied as a whole.
///
/// It is read once, and does not hold what was read: whoever keeps the request a moment longer must not keep its memory.
final class BodySlices: AsyncSequence, Sendable {
    static let size = 256 << 10

    private let state: Mutex<(rest: ByteBuffer, taken: Int, isAtEnd: Bool)>

    init(_ body: ByteBuffer) {
        state = Mutex((body, 0, false))
    }

    /// How many slices the server has taken.
    var taken: Int { state.withLock { $0.taken } }
    var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

    struct Iterator: AsyncIteratorProtocol {
        let slices: BodySlices

        mutating func next() async throws -> ByteBuffer? { slices.next() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(slices: self) }

    private func next() -> ByteBuffer? {
        state.withLock { state in
            state.taken += 1
            guard let slice = state.rest.readSlice(length: Swift.min(state.rest.readableBytes, Self.size)),
                slice.readableBytes > 0
            else {
                state.rest = ByteBuffer()
                state.isAtEnd = true
                return nil
            }
            return slice
        }
    }
}
