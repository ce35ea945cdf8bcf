import Synchronization

/// Whether something that is watched still moves.
final class Movement: Sendable {
    private let isSeen = Atomic(false)

    func note() { isSeen.store(true, ordering: .relaxed) }

    /// Whether it did since this was asked before.
    func hasMoved() -> Bool { isSeen.exchange(false, ordering: .relaxed) }
}
