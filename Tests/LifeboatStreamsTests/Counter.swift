import LifeboatCore
import Synchronization

/// Counts what is written to it.
final class Counter: ByteWriter {
    private let state = Mutex((bytes: 0, largest: 0))

    var bytes: Int { state.withLock { $0.bytes } }
    var largest: Int { state.withLock { $0.largest } }

    func write(_ block: Block) async throws {
        state.withLock { $0 = ($0.bytes + block.count, max($0.largest, block.count)) }
    }
}
