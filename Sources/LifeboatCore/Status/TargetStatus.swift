package import Foundation

/// What one storage has of one target, as names, findings and run records tell it.
package struct TargetStatus: Sendable, Equatable {
    /// When the run began that made the newest backup which can be restored: whole or partial, but neither lost nor
    /// found damaged. `nil` when there is none. Ones dated in the future do not count: nobody knows how old they are.
    package var newest: Date?
    /// The same of the oldest one.
    package var oldest: Date?
    /// Whether something is missing in the newest one.
    package var isPartial = false
    /// Its size as it is stored.
    package var storedBytes: Int64?
    /// Its size before it was encoded, where the receipt was opened.
    package var plainBytes: Int64?
    /// The size of the one before it.
    package var previousStoredBytes: Int64?
    /// How many backups there are, of every kind.
    package var retained = 0
    /// When one of them was verified last, and whether it was found intact.
    package var verified: Date?
    package var verifiedOk: Bool?
    /// Whether the newest one, or any that a verification has looked at last, is damaged.
    package var isDamaged = false
    /// What is known of it where the job no longer has it: the last run that knew all of its targets did not name it.
    package var gone: GoneTarget?
    /// Whether that is so for so long that it is no news.
    package var isRetired = false
    /// What the last run made of this target here; `nil` when it says nothing about it.
    package var lastResult: RunOutcome?
    /// Why, where it did not go well.
    package var lastProblem: String?

    package init() {}

    package func verdict(expected: ExpectedInterval?, now: Date) -> StatusVerdict {
        // What the job does not have grows older, and is right to.
        if isRetired { return .retired }
        if gone != nil { return .gone }
        guard let newest else { return .missing }
        if let expected, now.timeIntervalSince(newest) > expected.greatestAge { return .tooOld }
        if isDamaged { return .damaged }
        switch lastResult {
        case .failed, .interrupted: return .failed
        case .degraded: return .degraded
        case .done, nil: return isPartial ? .degraded : .fine
        }
    }
}
