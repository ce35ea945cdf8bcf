import CShims
import Foundation
import LifeboatCore
import Synchronization

/// SIGTERM and SIGINT as cancellation: children are ended, nothing half-written becomes visible, and the exit
/// status says which signal it was. A second signal does not wait.
final class Interruption: Sendable {
    private let received = Mutex<Int32?>(nil)

    /// The status to exit with, when a signal came.
    var exitCode: LifeboatCore.ExitCode? {
        switch received.withLock({ $0 }) {
        case nil: nil
        case SIGINT: .interrupted
        default: .terminated
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
                let isSecond = received.withLock { first -> Bool in
                    defer { first = first ?? Int32(number) }
                    return first != nil
                }
                if isSecond { _exit(128 + Int32(number)) }
                work.cancel()
            }
        }
        watcher.stackSize = 1 << 18
        watcher.start()
        return try await work.value
    }
}
