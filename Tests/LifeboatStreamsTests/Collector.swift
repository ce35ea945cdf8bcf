import LifeboatCore
import Synchronization

/// Keeps what is written to it.
final class Collector: ByteWriter {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock { $0 } }

    func write(_ block: Block) async throws {
        state.withLock { state in block.withUnsafeBytes { state.append(contentsOf: $0) } }
    }
}
