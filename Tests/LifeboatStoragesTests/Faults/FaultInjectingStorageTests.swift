import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Fault-injecting storage")
struct FaultInjectingStorageTests {
    private static let key = ObjectKey(names: "object")
    private static let error = LifeboatError(.temporary, "injected")
    private static let bytes = (0..<100).map { UInt8($0) }

    @Test(
        "A fault of put throws, is met once and leaves nothing",
        arguments: [
            StorageFault.Kind.failsAtOnce(error), .failsAfter(bytes: 0, error), .failsAfter(bytes: 50, error),
            .failsAfter(bytes: 100, error), .failsAtCommit(error),
        ])
    func put(kind: StorageFault.Kind) async throws {
        let inner = InMemoryStorage()
        let storage = FaultInjectingStorage(inner, [StorageFault(.put, kind)])
        await expectLifeboatError(.temporary) {
            _ = try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions())
        }
        #expect(storage.unexercised.isEmpty)
        #expect(inner.contents.isEmpty)
        _ = try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions())
        #expect(inner.contents == ["object": Self.bytes])
    }

    @Test("An answer that gets lost leaves the object")
    func lostAnswer() async throws {
        let inner = InMemoryStorage()
        let storage = FaultInjectingStorage(inner, [StorageFault(.put, .failsAfterCommit(Self.error))])
        await expectLifeboatError(.temporary) {
            _ = try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions())
        }
        #expect(inner.contents == ["object": Self.bytes])
    }

    @Test("A full disk says so")
    func fullDisk() async throws {
        let storage = FaultInjectingStorage(InMemoryStorage(), [.fullDisk(afterBytes: 10)])
        await expectLifeboatError(.noSpace) {
            _ = try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions())
        }
    }

    @Test("Reads are damaged where it was aimed")
    func reads() async throws {
        let storage = FaultInjectingStorage(
            InMemoryStorage(),
            [
                StorageFault(.read, .flipsBit(at: 70)), StorageFault(.read, .truncates(at: 30)),
                StorageFault(.read, .failsAfter(bytes: 30, Self.error)),
                StorageFault(.read, .failsAtCommit(Self.error)),
                StorageFault(.read, .failsAtOnce(Self.error)),
            ])
        _ = try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions())
        var flipped = Self.bytes
        flipped[70] ^= 0x10
        #expect(try await storage.readAll(Self.key) == flipped)
        #expect(try await storage.readAll(Self.key) == Array(Self.bytes[..<30]))
        for _ in 0..<3 { await expectLifeboatError(.temporary) { _ = try await storage.readAll(Self.key) } }
        #expect(storage.unexercised.isEmpty)
        #expect(try await storage.readAll(Self.key) == Self.bytes)
    }

    @Test("Faults aim at an operation and a place, and wait for them")
    func aim() async throws {
        let aimed = [
            StorageFault(.delete, .failsAtOnce(Self.error), at: ObjectKey(names: "a")),
            StorageFault(.list, .failsAtOnce(Self.error), at: ObjectKey(names: "a")),
            StorageFault(.stat, .failsAtOnce(Self.error), at: ObjectKey(names: "a", "b")),
        ]
        let storage = FaultInjectingStorage(InMemoryStorage(), aimed)
        _ = try await storage.put(ByteStream(Self.bytes), at: ObjectKey(names: "b", "a"), PutOptions())
        #expect(try await storage.stat(ObjectKey(names: "a")) == nil)
        #expect(try await storage.listAll().count == 1)
        try await storage.delete(ObjectKey(names: "b", "a"))
        #expect(storage.unexercised == aimed)
        await expectLifeboatError(.temporary) { try await storage.delete(ObjectKey(names: "a", "c")) }
        await expectLifeboatError(.temporary) { _ = try await storage.listAll(prefix: ObjectKey(names: "a")) }
        await expectLifeboatError(.temporary) { _ = try await storage.stat(ObjectKey(names: "a", "b")) }
        #expect(storage.unexercised.isEmpty)
    }

    @Test("A stall ends with the task")
    func stall() async throws {
        let inner = InMemoryStorage()
        let storage = FaultInjectingStorage(inner, [StorageFault(.put, .stalls(afterBytes: 10))])
        let task = Task { try await storage.put(ByteStream(Self.bytes), at: Self.key, PutOptions()) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(inner.contents.isEmpty)
    }
}
