import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Rate limiter")
struct RateLimiterTests {
    private func limiter(_ rate: Int64, _ clock: ManualClock) -> RateLimiter {
        RateLimiter(bytesPerSecond: rate, elapsed: { clock.elapsed }, sleep: { try await clock.sleep($0) })
    }

    @Test("So many bytes take so long", arguments: [1, 1_000, 1 << 20, 1 << 30] as [Int64])
    func rate(bytesPerSecond: Int64) async throws {
        let clock = ManualClock()
        let limiter = limiter(bytesPerSecond, clock)
        for _ in 0..<10 { try await limiter.pass(Int(bytesPerSecond)) }
        #expect(clock.elapsed >= .milliseconds(9_899))
        #expect(clock.elapsed <= .milliseconds(10_001))
    }

    @Test("A pause does not pay for a flood")
    func pause() async throws {
        let clock = ManualClock()
        let limiter = limiter(1_000, clock)
        try await limiter.pass(1)
        clock.advance(by: .seconds(3_600))
        let before = clock.elapsed
        try await limiter.pass(5_000)
        #expect(clock.elapsed - before >= .milliseconds(4_900))
    }

    @Test("Those who share it share the rate")
    func shared() async throws {
        let clock = ManualClock()
        let limiter = limiter(1_000, clock)
        try await withThrowingTaskGroup { group in
            for _ in 0..<5 { group.addTask { for _ in 0..<4 { try await limiter.pass(500) } } }
            try await group.waitForAll()
        }
        #expect(clock.elapsed >= .milliseconds(9_899))
    }

    @Test("A cancelled task throws before it waits, and takes no time from the others")
    func cancellation() async throws {
        let clock = ManualClock()
        let limiter = limiter(1_000, clock)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await limiter.pass(1_000_000)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.slept.isEmpty)
        try await limiter.pass(1_000)
        #expect(clock.elapsed <= .seconds(1))
    }

    @Test("A wait that is cut short gives its time back")
    func cutShort() async throws {
        let clock = ManualClock()
        let limiter = RateLimiter(bytesPerSecond: 1_000, elapsed: { clock.elapsed }) { duration in
            if duration > .seconds(60) { throw CancellationError() }
            try await clock.sleep(duration)
        }
        await #expect(throws: CancellationError.self) { try await limiter.pass(1_000_000) }
        try await limiter.pass(1_000)
        #expect(clock.elapsed <= .seconds(1))
    }

    @Test("A limited stream gives the same bytes in small pieces")
    func stream() async throws {
        let clock = ManualClock()
        var random = SeededGenerator(seed: 1)
        let blocks = (0..<5).map { Block(random.bytes(3_000 + $0)) }
        let limited = limiter(4_000, clock).limit(ByteStream(blocks: blocks))
        var bytes: [UInt8] = []
        while let block = try await limited.next() {
            #expect(block.count <= 1_000)
            bytes += block.bytes
        }
        #expect(bytes == blocks.flatMap(\.bytes))
        #expect(clock.elapsed >= .milliseconds(3_650))
    }
}
