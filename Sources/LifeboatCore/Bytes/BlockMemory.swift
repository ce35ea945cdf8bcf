import Foundation

/// The memory behind a block. Returns to its pool when the last block that shares it is gone.
final class BlockMemory: Sendable {
    /// Raw memory with one writer and, after that writer froze it, any number of readers.
    ///
    /// `@unchecked` because a raw pointer is never `Sendable` by itself. What makes it safe: only
    /// ``MutableBlock`` writes, which has one owner, and ``MutableBlock/freeze()`` takes the memory from it.
    struct Allocation: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        /// Large blocks are pages of their own: taken from the heap, they would stay in its arenas, one for each
        /// thread, long after they were freed.
        private var isMapped: Bool { bytes.count >= 1 << 16 }

        init(byteCount: Int) {
            guard byteCount >= 1 << 16 else {
                bytes = .allocate(byteCount: byteCount, alignment: 16)
                return
            }
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
            guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
                preconditionFailure("out of memory")
            }
            bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
        }

        func deallocate() {
            if isMapped { munmap(bytes.baseAddress, bytes.count) } else { bytes.deallocate() }
        }
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
