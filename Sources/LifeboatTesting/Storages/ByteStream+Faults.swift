import LifeboatCore
import Synchronization

extension ByteStream {
    /// Throws once `limit` bytes were given out, or in place of the end when `limit` is `nil`.
    func throwing(_ error: LifeboatError, after limit: Int64?) -> ByteStream {
        cut(at: limit) { throw error }
    }

    /// Ends after `limit` bytes, as if all were well.
    func truncated(at limit: Int64) -> ByteStream {
        cut(at: limit) {}
    }

    /// Gives out `limit` bytes, then nothing more until the task is cancelled.
    func stalling(_ stall: Stall, after limit: Int64) -> ByteStream {
        cut(at: limit) { try await stall.untilCancelled() }
    }

    /// Turns one bit of the byte at `target` round.
    func flippingBit(at target: Int64) -> ByteStream {
        let offset = Mutex<Int64>(0)
        return ByteStream {
            guard let block = try await self.next() else { return nil }
            let start = offset.withLock { offset -> Int64 in
                defer { offset += Int64(block.count) }
                return offset
            }
            guard (start..<start + Int64(block.count)).contains(target) else { return block }
            var bytes = block.bytes
            bytes[Int(target - start)] ^= 0x10
            return Block(bytes)
        }
    }

    /// Gives out `limit` bytes, all when it is `nil`; then `end` decides: it throws, or the stream ends.
    private func cut(at limit: Int64?, _ end: @escaping @Sendable () async throws -> Void) -> ByteStream {
        let given = Mutex<Int64>(0)
        return ByteStream {
            let rest = limit.map { $0 - given.withLock { $0 } } ?? .max
            guard rest > 0, let block = try await self.next() else {
                try await end()
                return nil
            }
            let count = min(rest, Int64(block.count))
            given.withLock { $0 += count }
            return block.slice(0..<Int(count))
        }
    }
}
