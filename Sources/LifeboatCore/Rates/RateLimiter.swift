import Synchronization

/// Bytes per second, shared by everyone who holds it: the sum never exceeds the rate for longer than a moment.
///
/// Everyone books the next free stretch of time and waits for its end, so that waiters are served in turn. Time that
/// nobody used is lost but for a tenth of a second, so that a pause is not followed by a flood.
package final class RateLimiter: Sendable {
    private static let slack = Duration.milliseconds(100)

    /// Always positive.
    package let bytesPerSecond: Int64
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    /// Up to when the time is booked, on the clock of `elapsed`.
    private let booked: Mutex<Duration?> = Mutex(nil)

    /// - Parameters:
    ///   - bytesPerSecond: the rate; less than one byte per second is taken as one.
    ///   - elapsed: a clock that only goes forward, from any start.
    ///   - sleep: waits on that clock; throws when the task is cancelled.
    package init(
        bytesPerSecond: Int64, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.elapsed = elapsed
        self.sleep = sleep
    }

    /// Returns when `count` bytes may have passed. A cancelled wait gives its time back.
    package func pass(_ count: Int) async throws {
        try Task.checkCancellation()
        let cost = Duration.seconds(1) * (Double(count) / Double(bytesPerSecond))
        let now = elapsed()
        let wait = booked.withLock { booked in
            let end = max(booked ?? now, now - Self.slack) + cost
            booked = end
            return end - now
        }
        guard wait > .zero else { return }
        do {
            try await sleep(wait)
        } catch {
            booked.withLock { booked in booked = booked.map { $0 - cost } }
            throw error
        }
    }

    /// The same bytes at no more than this rate, in pieces of at most a quarter of a second, so that a slow rate is
    /// a trickle and not one long silence after the other.
    package func limit(_ stream: ByteStream) -> ByteStream {
        let piece = Int(min(max(1, bytesPerSecond / 4), Int64(BlockPool.standardBlockSize)))
        let rest: Mutex<Block?> = Mutex(nil)
        return ByteStream {
            var held = rest.withLock { $0 }
            if held == nil { held = try await stream.next() }
            guard let block = held else { return nil }
            let count = min(piece, block.count)
            rest.withLock { $0 = count < block.count ? block.slice(count..<block.count) : nil }
            try await self.pass(count)
            return block.slice(0..<count)
        }
    }
}
