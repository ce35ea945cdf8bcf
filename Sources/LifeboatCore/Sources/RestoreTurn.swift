/// When a target's turn comes, where a whole job is restored.
package enum RestoreTurn: Int, Sendable, Comparable {
    /// Others cannot be restored without it: roles that tables belong to.
    case first
    case between
    /// It cannot be restored without the others: rights on their tables.
    case last

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
