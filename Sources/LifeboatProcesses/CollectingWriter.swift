import LifeboatCore
import Synchronization

/// Keeps everything in memory, up to a limit.
final class CollectingWriter: ByteWriter {
    private let limit: Int
    private let collected = Mutex<[UInt8]>([])

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ block: Block) async throws {
        try collected.withLock { collected in
            guard collected.count + block.count <= limit else {
                throw LifeboatError(
                    .refused,
                    "the program printed more than \(ByteSize(bytes: Int64(limit))) where a few lines were expected")
            }
            block.withUnsafeBytes { collected.append(contentsOf: $0) }
        }
    }
}
