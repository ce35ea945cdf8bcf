import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Byte streams")
struct ByteStreamTests {
    @Test("Empty blocks are passed over")
    func empty() async throws {
        let stream = ByteStream(blocks: [Block([UInt8]()), Block([1]), Block([UInt8]()), Block([2, 3])])
        #expect(try await stream.next()?.bytes == [1])
        #expect(try await stream.next()?.bytes == [2, 3])
        #expect(try await stream.next() == nil)
        #expect(try await ByteStream([UInt8]()).next() == nil)
    }

    @Test("Collecting stops at its limit")
    func limit() async throws {
        #expect(try await ByteStream([1, 2, 3]).collect(limit: 3) == [1, 2, 3])
        let error = await expectLifeboatError(.refused) { _ = try await ByteStream([1, 2, 3]).collect(limit: 2) }
        #expect(error?.summary == "more than 2 B where a small object was expected")
    }

    @Test("Forwarding hands on all, or the error")
    func forward() async throws {
        let (writer, reader) = BytePipe.make()
        try await ByteStream(blocks: [Block([1]), Block([2])]).forward(to: writer)
        writer.finish()
        #expect(try await reader.stream.collect(limit: 9) == [1, 2])
        let failing = ByteStream { throw LifeboatError(.noSpace, "full") }
        await expectLifeboatError(.noSpace) { try await failing.forward(to: BytePipe.make().writer) }
    }
}
