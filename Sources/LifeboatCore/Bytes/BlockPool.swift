import Foundation
import Synchronization

/// Recycles memory: every large buffer of the data path comes from here and returns here by itself.
///
/// The pool does not limit how many blocks are out. The bounded hand-offs (``BytePipe``) do, and a second limit
/// here could only deadlock a stage that needs an output block while it holds an input block.
package final class BlockPool: Sendable {
    /// 1 MiB: large enough that a hand-off costs nothing, small enough that several fit the caches.
    package static let standardBlockSize = 1 << 20

    package let blockSize: Int
    private let keep: Int
    private let free = Mutex<[BlockMemory.Allocation]>([])

    /// - Parameters:
    ///   - blockSize: bytes in a block.
    ///   - keep: how many unused blocks stay allocated.
    package init(blockSize: Int = BlockPool.standardBlockSize, keep: Int = 8) {
        self.blockSize = blockSize
        self.keep = keep
    }

    /// An empty block to fill. Never waits.
    package func block() -> MutableBlock {
        let recycled = free.withLock { $0.popLast() }
        return MutableBlock(BlockMemory(recycled ?? .init(byteCount: blockSize), pool: self))
    }

    /// How many blocks are allocated and not in use.
    var unused: Int { free.withLock(\.count) }

    func recycle(_ allocation: BlockMemory.Allocation) {
        let surplus = free.withLock { free -> Bool in
            guard free.count < keep else { return true }
            free.append(allocation)
            return false
        }
        if surplus { allocation.deallocate() }
    }

    deinit {
        free.withLock { $0.forEach { $0.deallocate() } }
    }
}
