import Foundation
import LifeboatCore
import LifeboatStorages
import LifeboatTesting
import Synchronization
import Testing

private final class ByteTally: Sendable {
    private let bytes = Mutex(0)
    var total: Int { bytes.withLock { $0 } }
    func add(_ count: Int) { bytes.withLock { $0 += count } }
}

@Suite("Storage decorators")
struct DecoratorTests {
    private static let key = ObjectKey(names: "object")

    private func limiter(_ clock: ManualClock, rate: Int64 = 1 << 20) -> RateLimiter {
        RateLimiter(bytesPerSecond: rate, elapsed: { clock.elapsed }, sleep: { try await clock.sleep($0) })
    }

    @Test("A throttled storage upholds the contract", arguments: StorageContract.allCases)
    func throttled(rule: StorageContract) async throws {
        let storage = ThrottledStorage(InMemoryStorage(), limiter(ManualClock()))
        try await rule.run(on: storage, below: ObjectKey(names: "contract"), manyObjects: 300)
    }

    @Test("A metered storage upholds the contract", arguments: StorageContract.allCases)
    func metered(rule: StorageContract) async throws {
        let storage = MeteredStorage(InMemoryStorage(), onSent: { _ in })
        try await rule.run(on: storage, below: ObjectKey(names: "contract"), manyObjects: 300)
    }

    @Test("Sending and receiving take the time that the rate says")
    func time() async throws {
        let clock = ManualClock()
        let storage = ThrottledStorage(InMemoryStorage(), limiter(clock, rate: 1_000))
        let bytes = [UInt8](repeating: 1, count: 10_000)
        _ = try await storage.put(ByteStream(bytes), at: Self.key, PutOptions())
        #expect(clock.elapsed >= .milliseconds(9_899) && clock.elapsed <= .milliseconds(10_001))
        #expect(try await storage.readAll(Self.key) == bytes)
        #expect(clock.elapsed >= .milliseconds(19_899) && clock.elapsed <= .milliseconds(20_001))
    }

    @Test("Every byte is counted, in its direction")
    func counts() async throws {
        let sent = ByteTally()
        let received = ByteTally()
        try await withScratchFolder { folder in
            let storage = MeteredStorage(
                LocalStorage(folder: folder.path, pool: BlockPool()), onSent: sent.add,
                onReceived: received.add)
            _ = try await storage.put(ByteStream([UInt8](repeating: 1, count: 3_000_000)), at: Self.key, PutOptions())
            _ = try await storage.read(Self.key, range: 5..<2_500_000) { try await $0.collect(limit: 3_000_000).count }
        }
        #expect(sent.total == 3_000_000)
        #expect(received.total == 2_499_995)
    }

    @Test("What a decorated storage can do beside being a storage, its decorators can")
    func capabilities() async throws {
        try await withScratchFolder { folder in
            try folder.write("job/.lifeboat-0000000000000001.tmp", "half")
            let local = LocalStorage(folder: folder.path, pool: BlockPool())
            let storage: any Storage = MeteredStorage(ThrottledStorage(local, limiter(ManualClock())), onSent: { _ in })
            let capable = try #require(storage as? any AbandonedUploads)
            #expect(try await capable.removeAbandoned(below: .root, olderThan: .distantFuture) == 1)
            let incapable: any Storage = MeteredStorage(InMemoryStorage(), onSent: { _ in })
            #expect(!(incapable is any AbandonedUploads))
        }
    }
}
