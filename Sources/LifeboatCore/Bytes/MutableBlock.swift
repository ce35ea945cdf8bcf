/// A block that is being filled, by one owner; ``freeze()`` turns it into a ``Block`` that many may read.
///
/// Not `Sendable`, so that it cannot be shared while it is filled. (A noncopyable struct would say the same more
/// strictly, but the compiler's debug-info pass does not end on such variables in async functions.)
package final class MutableBlock {
    private var memory: BlockMemory?
    /// How many bytes are filled.
    package private(set) var count = 0
    package let capacity: Int

    init(_ memory: BlockMemory) {
        self.memory = memory
        capacity = memory.allocation.bytes.count
    }

    package var remaining: Int { capacity - count }
    package var isFull: Bool { count == capacity }

    /// Hands out the unfilled rest; `body` returns how many bytes it wrote there.
    @discardableResult
    package func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
        guard let memory else { preconditionFailure("a frozen block is filled again") }
        let written = try body(UnsafeMutableRawBufferPointer(rebasing: memory.allocation.bytes[count...]))
        precondition(written >= 0 && written <= remaining, "wrote past the end of a block")
        count += written
        return written
    }

    /// Copies as much of `bytes` as fits and says how much that was.
    package func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        fill { rest in
            let size = min(rest.count, bytes.count)
            rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            return size
        }
    }

    /// The filled part, for good: this block cannot be filled any more.
    package func freeze() -> Block {
        guard let memory else { preconditionFailure("a block is frozen twice") }
        self.memory = nil
        return Block(memory: memory, range: 0..<count)
    }
}
