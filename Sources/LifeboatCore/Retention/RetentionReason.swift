/// Why a plan keeps something. There may be several reasons at once.
package enum RetentionReason: Sendable, Hashable {
    /// The policy sets no limit.
    case noLimit
    /// The newest there is: always kept.
    case newest
    /// The newest complete one, when the newest is not: always kept.
    case newestComplete
    /// It stands for this period.
    case period(RetentionPeriod)
    /// Dated after now: some clock is or was wrong, and nobody knows what it is worth.
    case inTheFuture
    /// Its object is gone. It can no longer be restored, but that it was there must not be forgotten too soon.
    case lost
    /// Something else needs it.
    case protected
}

extension RetentionReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noLimit: "no limit"
        case .newest: "newest"
        case .newestComplete: "newest complete"
        case .period(let period): period.description
        case .inTheFuture: "in the future"
        case .lost: "its object is gone: kept as a notice"
        case .protected: "protected"
        }
    }
}
