import Foundation
import LifeboatCore

/// Reads a child's stdout to its real end, which comes when the last process that holds it has closed it.
struct OutputReader: Sendable {
    /// How long a block that is not full waits for more: shorter than anybody notices, long enough to fill up.
    private static let standardPatience: Int32 = 5

    let descriptor: Descriptor
    let pool: BlockPool
    let giveUp: Latch
    /// Whether a block that is not full waits for more; a conversation would only be slowed down by that.
    var gathers = true

    /// Returns how many bytes there were.
    func forward(to writer: any ByteWriter) async throws -> Int64 {
        var total: Int64 = 0
        var isAtEnd = false
        while !isAtEnd {
            let block = try nextBlock(&isAtEnd)
            total += Int64(block.count)
            if !block.isEmpty { try await writer.write(block) }
        }
        return total
    }

    private var patience: Int32 { gathers ? Self.standardPatience : 0 }

    private func nextBlock(_ isAtEnd: inout Bool) throws -> Block {
        var block = pool.block()
        isAtEnd = try fill(&block)
        return block.freeze()
    }

    /// Returns whether the end was reached; otherwise the block is full, or nothing more came for a while.
    private func fill(_ block: inout MutableBlock) throws -> Bool {
        while !block.isFull {
            switch giveUp.wait(for: descriptor, POLLIN, milliseconds: block.count == 0 ? -1 : patience) {
            case .timedOut: return false
            case .tripped: throw LifeboatError(.interrupted, "the program's output did not end and was given up")
            case .ready: break
            }
            var failure: Int32 = 0
            let count = block.fill { rest in
                let count = read(descriptor.rawValue, rest.baseAddress, rest.count)
                if count < 0 { failure = errno }
                return max(0, count)
            }
            if failure == EINTR || failure == EAGAIN { continue }
            guard failure == 0 else { throw LifeboatError(errno: failure, "read", "the program's output") }
            if count == 0 { return true }
        }
        return false
    }
}
