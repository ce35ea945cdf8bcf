/// Some bytes on their way from a source to the storages. Immutable, and cheap to share: slices and copies of it
/// share one piece of memory, which returns to its pool when the last of them is gone.
package struct Block: Sendable {
    private let memory: BlockMemory
    private let range: Range<Int>

    init(memory: BlockMemory, range: Range<Int>) {
        self.memory = memory
        self.range = range
    }

    /// A block of its own, outside any pool: for small pieces such as a receipt.
    package init(_ bytes: some Collection<UInt8>) {
        let allocation = BlockMemory.Allocation(byteCount: max(1, bytes.count))
        allocation.bytes.copyBytes(from: bytes)
        self.init(memory: BlockMemory(allocation, pool: nil), range: 0..<bytes.count)
    }

    package var count: Int { range.count }
    package var isEmpty: Bool { range.isEmpty }

    package func withUnsafeBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try body(UnsafeRawBufferPointer(rebasing: memory.allocation.bytes[range]))
    }

    /// A part of this block, counted from its own start. Copies nothing.
    package func slice(_ part: Range<Int>) -> Block {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "slice outside its block")
        return Block(memory: memory, range: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// A copy of the bytes, for small pieces and tests.
    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}
