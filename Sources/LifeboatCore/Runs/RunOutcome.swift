/// How a run, a target or a delivery ended.
package enum RunOutcome: String, Sendable, Codable, CaseIterable {
    /// Everything that was asked for.
    case done
    /// There is a new backup, but not everywhere, not of everything, or the expiry failed.
    case degraded
    /// There is nothing new.
    case failed
    /// Ended from outside before it was done.
    case interrupted

    /// The worse of two. A run is what its worst part is.
    package func combined(with other: RunOutcome) -> RunOutcome {
        let order: [RunOutcome] = [.done, .degraded, .failed, .interrupted]
        return order.last { $0 == self || $0 == other } ?? self
    }

    package var exitCode: ExitCode {
        switch self {
        case .done: .done
        case .degraded: .degraded
        case .failed: .failed
        case .interrupted: .terminated
        }
    }
}
