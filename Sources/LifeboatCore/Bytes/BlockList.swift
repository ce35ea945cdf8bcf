import Synchronization

/// Blocks in memory, taken one after the other.
final class BlockList: Sendable {
    private let rest: Mutex<ArraySlice<Block>>

    init(_ blocks: [Block]) {
        rest = Mutex(blocks[...])
    }

    func popFirst() -> Block? { rest.withLock { $0.popFirst() } }
}
