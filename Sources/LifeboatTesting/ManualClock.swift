package import Foundation
import LifeboatCore
import Synchronization

/// A clock that a test moves. Who sleeps on it sleeps no time at all: the clock jumps to the end of the sleep.
package final class ManualClock: Sendable {
    private struct State {
        var now: Date
        var elapsed = Duration.zero
        var slept: [Duration] = []
    }

    private let state: Mutex<State>

    /// - Parameter start: by default 2026-11-23 03:00:00 UTC.
    package init(_ start: Date = Date(timeIntervalSince1970: 1_795_402_800)) {
        state = Mutex(State(now: start))
    }

    /// The time of day, for whatever takes a `now`.
    package var now: Date { state.withLock { $0.now } }

    /// The time since the clock was made, for whatever measures.
    package var elapsed: Duration { state.withLock { $0.elapsed } }

    /// Every sleep so far.
    package var slept: [Duration] { state.withLock { $0.slept } }

    package func advance(by duration: Duration) {
        state.withLock { state in Self.move(&state, by: duration) }
    }

    /// Throws when the task is cancelled, as every sleep does.
    package func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.slept.append(duration)
            Self.move(&state, by: duration)
        }
        await Task.yield()
    }

    private static func move(_ state: inout State, by duration: Duration) {
        state.elapsed += duration
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        state.now += seconds
    }
}
