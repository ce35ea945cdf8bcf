/// A block that is being filled. It has exactly one owner; ``freeze()`` turns it into a ``Block`` that many may read.
package struct MutableBlock: ~Copyable, Sendable {
    private let memory: BlockMemory
    /// How many bytes are filled.
    package private(set) var count = 0

    init(_ memory: BlockMemory) {
        self.memory = memory
    }

    package var capacity: Int { memory.allocation.bytes.count }
    package var remaining: Int { capacity - count }
    package var isFull: Bool { count == capacity }

    /// Hands out the unfilled rest; `body` returns how many bytes it wrote there.
    @discardableResult
    package mutating func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
        let written = try body(UnsafeMutableRawBufferPointer(rebasing: memory.allocation.bytes[count...]))
        precondition(written >= 0 && written <= remaining, "wrote past the end of a block")
        count += written
        return written
    }

    /// Copies as much of `bytes` as fits and says how much that was.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        fill { rest in
            let size = min(rest.count, bytes.count)
            rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            return size
        }
    }

    package consuming func freeze() -> Block {
        Block(memory: memory, range: 0..<count)
    }
}
