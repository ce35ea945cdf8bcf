/// What is to be kept and what is to be removed: decided, not yet done.
///
/// A dry run prints what a real run applies.
package struct RetentionPlan<Item> {
    /// One for each item, the newest first.
    package let decisions: [RetentionDecision<Item>]

    package var kept: [Item] { decisions.filter(\.isKept).map(\.item) }

    /// The newest first; whoever removes them begins with the last, so that an interruption loses the oldest only.
    package var removed: [Item] { decisions.filter { !$0.isKept }.map(\.item) }
}

extension RetentionPlan: Sendable where Item: Sendable {}
