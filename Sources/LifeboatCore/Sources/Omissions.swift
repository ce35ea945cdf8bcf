/// What a dump leaves out: every one is counted by its reason, the first are named.
///
/// Bounded, however many there are: a tree of ten million unreadable files costs no more memory, and no larger record,
/// than one of a thousand.
package struct Omissions: Sendable, Equatable {
    /// So many are named, in a receipt too.
    package static let limit = 1_000

    /// So many are named in a run record, whose receipts name more.
    package static let shortLimit = 20

    private var losses: [Omission] = []
    private var others: [Omission] = []
    /// How many there were for each reason, named or not.
    package private(set) var counts: [Omission.Reason: Int] = [:]

    package init() {}

    package init(_ omissions: some Sequence<Omission>) {
        for omission in omissions { add(omission) }
    }

    package mutating func add(_ omission: Omission) {
        counts[omission.reason, default: 0] += 1
        if omission.isLoss {
            if losses.count < Self.limit { losses.append(omission) }
        } else if others.count < Self.limit {
            others.append(omission)
        }
    }

    /// The first, in the order in which they were met, but losses before all else: a cut list still says that there
    /// were some.
    package var named: [Omission] { Array((losses + others).prefix(Self.limit)) }

    /// How many there were, named or not.
    package var count: Int { counts.values.reduce(0, +) }
    /// How much is missing or torn, named or not.
    package var lossCount: Int { counts.reduce(0) { $1.key.isLoss ? $0 + $1.value : $0 } }
    package var isEmpty: Bool { counts.isEmpty }

    /// ``counts`` as records spell it; `nil` when there is nothing to count.
    package var countsByName: [String: Int]? {
        isEmpty ? nil : Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
    }
}

extension Omissions: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Omission...) { self.init(elements) }
}
