import CShims
import Foundation
import LifeboatCore
import LifeboatProcesses
import Synchronization

/// SIGTERM and SIGINT as cancellation: children are ended, nothing half-written becomes visible, and the exit
/// status says which signal it was. A second signal does not wait, and kills what is deaf to the first; but the same one
/// within a second is an echo: GNU `timeout` sends it to the process and to its group.
final class Interruption: Sendable {
    private static let echo = Duration.seconds(1)

    private let received = Mutex<(number: Int32, at: ContinuousClock.Instant)?>(nil)

    /// How to end, when a signal came.
    var exit: Exit? {
        switch received.withLock({ $0?.number }) {
        case nil: nil
        case SIGINT: Exit(.interrupted, "interrupted before it was done")
        default: Exit(.terminated, "ended by a signal before it was done")
        }
    }

    /// Runs `body`; a signal cancels it. Its value is what it made of that.
    func guarding<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let descriptor = lifeboat_catch_signals()
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "set up", "signal handling") }
        let work = Task { try await body() }
        let watcher = Thread { [self] in
            var number: UInt8 = 0
            while read(descriptor, &number, 1) == 1 {
                let arrived = (number: Int32(number), at: ContinuousClock.now)
                let first = received.withLock { first in
                    first = first ?? arrived
                    return first ?? arrived
                }
                let isEcho = arrived.number == first.number && arrived.at - first.at < Self.echo
                if !isEcho {
                    ProcessGroup.killAllOfOurs()
                    _exit(128 + Int32(number))
                }
                work.cancel()
            }
        }
        watcher.stackSize = 1 << 18
        watcher.start()
        return try await work.value
    }
}
