import LifeboatTesting
import Testing

@testable import LifeboatCore

@Suite("Blocks")
struct BlockTests {
    @Test("A block holds its bytes, and its slices share them")
    func slices() {
        let bytes = (0..<200).map { UInt8($0) }
        let block = Block(bytes)
        #expect(block.bytes == bytes)
        #expect(block.slice(0..<0).isEmpty)
        let part = block.slice(50..<150)
        #expect(part.bytes == Array(bytes[50..<150]))
        #expect(part.slice(10..<20).bytes == Array(bytes[60..<70]))
        #expect(block.withUnsafeBytes { $0.baseAddress! + 50 } == part.withUnsafeBytes { $0.baseAddress! })
        #expect(Block([UInt8]()).isEmpty)
    }

    @Test("A block is filled up to its end, and not beyond")
    func filling() {
        let pool = BlockPool(blockSize: 10)
        let block = pool.block()
        let first = [UInt8](repeating: 1, count: 7).withUnsafeBytes { block.append($0) }
        #expect(first == 7)
        #expect(block.remaining == 3)
        let second = [UInt8](repeating: 2, count: 7).withUnsafeBytes { block.append($0) }
        #expect(second == 3)
        #expect(block.isFull)
        let third = [UInt8](repeating: 3, count: 7).withUnsafeBytes { block.append($0) }
        #expect(third == 0)
        #expect(block.freeze().bytes == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2])
    }

    @Test("Memory returns to its pool when the last slice is gone, and is used again")
    func recycling() {
        let pool = BlockPool(blockSize: 64, keep: 2)
        var address: UnsafeRawPointer?
        var slice: Block?
        do {
            let block = pool.block()
            block.fill { room in
                address = UnsafeRawPointer(room.baseAddress)
                return 64
            }
            slice = block.freeze().slice(1..<2)
        }
        #expect(pool.unused == 0)
        slice = nil
        #expect(slice == nil && pool.unused == 1)
        let again = pool.block()
        again.fill { room in
            #expect(UnsafeRawPointer(room.baseAddress) == address)
            return 0
        }
        #expect(pool.unused == 0)
    }

    @Test("A pool keeps no more than it was told to")
    func surplus() {
        let pool = BlockPool(blockSize: 64, keep: 2)
        var blocks = (0..<5).map { _ in pool.block().freeze() }
        #expect(blocks.count == 5)
        blocks = []
        #expect(pool.unused == 2)
        // An unfinished block goes back as well.
        _ = pool.block()
        #expect(pool.unused == 2)
    }
}
