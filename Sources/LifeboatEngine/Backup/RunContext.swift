package import Foundation
package import LifeboatCore

/// What a run takes from outside: time, identity, memory, and who watches.
package struct RunContext: Sendable {
    package var now: @Sendable () -> Date
    /// For stall timeouts.
    package var clock: any Clock<Duration>
    /// Makes the random part of an id.
    package var random: @Sendable () -> UInt16
    package var observer: any RunObserver
    package var lifeboatVersion: String

    package init(
        now: @escaping @Sendable () -> Date, clock: any Clock<Duration>, random: @escaping @Sendable () -> UInt16,
        observer: any RunObserver, lifeboatVersion: String
    ) {
        self.now = now
        self.clock = clock
        self.random = random
        self.observer = observer
        self.lifeboatVersion = lifeboatVersion
    }
}
