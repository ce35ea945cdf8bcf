import NIOCore
import Synchronization

/// Recycles the memory of the parts: a fresh 8 MiB of it costs more than filling it.
final class S3PartBuffers: Sendable {
    private static let keep = 6

    private let free = Mutex<[ByteBuffer]>([])

    func buffer() -> ByteBuffer {
        free.withLock { $0.popLast() } ?? ByteBuffer()
    }

    /// Whoever still reads the old bytes keeps them: then the next owner gets other memory.
    func recycle(_ buffer: ByteBuffer) {
        free.withLock { free in
            guard free.count < Self.keep else { return }
            free.append(buffer)
        }
    }
}
