/// What a transfer does with one backup that the storage holds which it reads from.
package struct TransferDecision: Sendable {
    package enum Reason: Sendable {
        /// The other storage lacks it.
        case missing
        /// The other storage has its receipt, but no object any more.
        case lostThere
        /// The other storage has it.
        case isThere
        /// The retention of the other storage would remove it at once, and this is why.
        case notKept(String)
        /// A verification found that it is not what was written.
        case damaged
        /// Only its receipt is left.
        case lost
    }

    package var backup: StoredBackup
    package var reason: Reason

    package var isCopied: Bool {
        switch reason {
        case .missing, .lostThere: true
        case .isThere, .notKept, .damaged, .lost: false
        }
    }

    package var isThere: Bool {
        if case .isThere = reason { true } else { false }
    }

    /// Whether the other storage lacks it although it should have it.
    package var isWanting: Bool {
        switch reason {
        case .damaged, .lost: true
        case .missing, .lostThere, .isThere, .notKept: false
        }
    }

    /// For people.
    package var words: String {
        switch reason {
        case .missing: "not there"
        case .lostThere: "its object is gone there"
        case .isThere: "there already"
        case .notKept(let why): "would not be kept there: \(why)"
        case .damaged: "a verification found this copy damaged"
        case .lost: "its object is gone here"
        }
    }
}
