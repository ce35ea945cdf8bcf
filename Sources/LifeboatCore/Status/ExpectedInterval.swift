package import Foundation

/// How often a backup is expected, and from which age on the newest one is too old.
package struct ExpectedInterval: Sendable, Hashable {
    /// `expect_every`.
    package var interval: Duration

    package init(_ interval: Duration) {
        self.interval = interval
    }

    /// A tenth more than the interval: the next run takes its time too, and a scheduler is not always on the second.
    package var greatestAge: TimeInterval { Double(interval.components.seconds * 11) / 10 }
}
