/// The memory behind a block. Returns to its pool when the last block that shares it is gone.
final class BlockMemory: Sendable {
    /// Raw memory with one writer and, after that writer froze it, any number of readers.
    ///
    /// `@unchecked` because a raw pointer is never `Sendable` by itself. What makes it safe: only
    /// ``MutableBlock`` writes, which has one owner, and ``MutableBlock/freeze()`` takes the memory from it.
    struct Allocation: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(byteCount: Int) {
            // A page's alignment lets the kernel copy whole pages.
            bytes = .allocate(byteCount: byteCount, alignment: 4096)
        }

        func deallocate() { bytes.deallocate() }
    }

    let allocation: Allocation
    private let pool: BlockPool?

    init(_ allocation: Allocation, pool: BlockPool?) {
        self.allocation = allocation
        self.pool = pool
    }

    deinit {
        if let pool { pool.recycle(allocation) } else { allocation.deallocate() }
    }
}
