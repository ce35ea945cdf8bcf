package import LifeboatCore
import Synchronization

/// Takes a dump and keeps it.
package final class CollectedDump: ByteWriter {
    private struct State {
        var blocks: [Block] = []
        var size = 0
    }

    /// Called with the size so far, before each block is taken.
    private let gate: @Sendable (Int) async throws -> Void
    private let state = Mutex(State())

    package init(gate: @escaping @Sendable (Int) async throws -> Void = { _ in }) {
        self.gate = gate
    }

    package var size: Int { state.withLock { $0.size } }
    package var bytes: [UInt8] { state.withLock { $0.blocks.flatMap(\.bytes) } }
    package var stream: ByteStream { ByteStream(blocks: state.withLock { $0.blocks }) }

    package func write(_ block: Block) async throws {
        try await gate(size)
        // A copy: the writer may use the block's memory again.
        let kept = Block(block.bytes)
        state.withLock { state in
            state.blocks.append(kept)
            state.size += kept.count
        }
    }
}
