/// How often, and after which pauses, something is tried that failed for a moment.
///
/// The pauses double from one try to the next, up to a limit, and each is somewhere between half of that and the whole:
/// many clients that failed together must not come back together.
package struct RetrySchedule: Sendable {
    /// The first one included.
    package var tries: Int
    package var firstPause: Duration
    package var longestPause: Duration
    package var waiting: Waiting

    package init(
        tries: Int, firstPause: Duration = .milliseconds(250), longestPause: Duration = .seconds(20), waiting: Waiting
    ) {
        self.tries = tries
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.waiting = waiting
    }

    /// Runs `body` again as long as it throws what is ``LifeboatError/Kind/temporary``; at last throws what it threw.
    /// A cancelled task is never tried again.
    package func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        var pause = firstPause
        for _ in 1..<max(1, tries) {
            do {
                return try await body()
            } catch let error as LifeboatError where error.kind == .temporary {
                try Task.checkCancellation()
                try await waiting.sleep(jittered(pause))
                pause = min(pause * 2, longestPause)
            }
        }
        return try await body()
    }

    private func jittered(_ pause: Duration) -> Duration {
        let share = Double(waiting.randomness() >> 11) / Double(UInt64(1) << 53)
        return pause * (0.5 + share / 2)
    }
}
