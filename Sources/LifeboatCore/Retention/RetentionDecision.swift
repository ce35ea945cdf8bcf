/// What a plan does with one item, and why.
package struct RetentionDecision<Item> {
    package enum Verdict: Sendable, Hashable {
        /// At least one reason.
        case keep([RetentionReason])
        case remove(RemovalReason)
    }

    package let item: Item
    package let verdict: Verdict

    package var isKept: Bool {
        if case .keep = verdict { true } else { false }
    }

    /// For people: `day 2026-11-23, week 2026-W48`, or `not among the last 6 days, 4 weeks, 6 months`.
    package var reason: String {
        switch verdict {
        case .keep(let reasons): reasons.map(\.description).joined(separator: ", ")
        case .remove(let reason): reason.description
        }
    }
}

extension RetentionDecision: Sendable where Item: Sendable {}
