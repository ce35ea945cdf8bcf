package import LifeboatCore

/// Something that went wrong during a run.
package struct Trouble: Sendable, Equatable {
    /// Where, below its job, what and why, and what to do.
    package var error: LifeboatError
    /// Whether the outcome does not depend on it.
    package var isWarning: Bool

    package init(_ error: LifeboatError, isWarning: Bool = false) {
        self.error = error
        self.isWarning = isWarning
    }
}
