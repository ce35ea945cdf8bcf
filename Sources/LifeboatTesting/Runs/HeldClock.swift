import Synchronization

/// A clock that stands still until a test moves it: who sleeps on it sleeps until then.
package final class HeldClock: Clock {
    package struct Instant: InstantProtocol {
        var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var until: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let ended = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[number] = Sleeper(until: deadline, continuation: continuation)
                    return nil
                }
                if let ended { continuation.resume(with: ended) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(
                throwing: CancellationError())
        }
    }

    /// How many sleep now.
    package var sleeping: Int { state.withLock { $0.sleepers.count } }

    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for number in due.keys { state.sleepers.removeValue(forKey: number) }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Runs `body`; whenever `somethingStalls` and somebody would sleep for exactly this long from now, the clock moves
    /// on by it.
    ///
    /// Otherwise it stands still: who is merely slow, on a machine that is busy, has all the time in the world. Longer
    /// sleeps are not what the test is about; they end only if it goes on for as long.
    package func passing<Value: Sendable>(
        _ duration: Duration, when somethingStalls: @escaping @Sendable () -> Bool,
        while body: @Sendable () async throws -> Value
    ) async rethrows -> Value {
        let driver = Task {
            while !Task.isCancelled {
                if somethingStalls(), isAwaited(duration) { advance(by: duration) }
                await Task.yield()
            }
        }
        defer { driver.cancel() }
        return try await body()
    }

    private func isAwaited(_ duration: Duration) -> Bool {
        state.withLock { state in state.sleepers.contains { state.now.duration(to: $0.value.until) == duration } }
    }
}
