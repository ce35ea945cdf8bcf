import Foundation
import LifeboatCore
import LifeboatStorages
import LifeboatTesting
import Testing

@Suite("Storage decorators")
struct DecoratorTests {
    private static let key = ObjectKey(names: "object")

    private func limiter(_ clock: ManualClock, rate: Int64 = 1 << 20) -> RateLimiter {
        RateLimiter(bytesPerSecond: rate, elapsed: { clock.elapsed }, sleep: { try await clock.sleep($0) })
    }

    @Test("A throttled storage upholds the contract", arguments: StorageContract.allCases)
    func throttled(rule: StorageContract) async throws {
        let storage = ThrottledStorage(InMemoryStorage(), puts: limiter(ManualClock()), reads: limiter(ManualClock()))
        try await rule.run(on: storage, below: ObjectKey(names: "contract"), manyObjects: 300)
    }

    @Test("Sending and receiving take the time that the rate says")
    func time() async throws {
        let clock = ManualClock()
        let storage = ThrottledStorage(
            InMemoryStorage(), puts: limiter(clock, rate: 1_000), reads: limiter(clock, rate: 2_000))
        let bytes = [UInt8](repeating: 1, count: 10_000)
        _ = try await storage.put(ByteStream(bytes), at: Self.key, PutOptions())
        #expect(clock.elapsed >= .milliseconds(9_899) && clock.elapsed <= .milliseconds(10_001))
        #expect(try await storage.readAll(Self.key) == bytes)
        #expect(clock.elapsed >= .milliseconds(14_799) && clock.elapsed <= .milliseconds(15_001))
    }

    @Test("What a decorated storage can do beside being a storage, its decorators can")
    func capabilities() async throws {
        try await withScratchFolder { folder in
            try folder.write("job/.lifeboat-0000000000000001.tmp", "half")
            let local = LocalStorage(folder: folder.path, pool: BlockPool())
            let storage: any Storage = ThrottledStorage(local, puts: limiter(ManualClock()), reads: nil)
            let capable = try #require(storage as? any AbandonedUploads)
            #expect(try await capable.removeAbandoned(below: .root, olderThan: .distantFuture) == 1)
            let incapable: any Storage = ThrottledStorage(InMemoryStorage(), puts: nil, reads: nil)
            #expect(!(incapable is any AbandonedUploads))
        }
    }
}
