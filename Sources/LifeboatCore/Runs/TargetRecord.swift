/// What one run did with one target.
package struct TargetRecord: Sendable, Equatable, Codable {
    package var target: String
    package var outcome: RunOutcome
    /// Why it failed, where it did.
    package var problem: String?
    package var hint: String?
    /// How long it took, to the millisecond.
    package var seconds: Double
    package var plainBytes: Int64
    package var storedBytes: Int64
    package var deliveries: [DeliveryRecord]
    /// How much is missing or torn.
    package var losses: Int
    /// The first of what was left out, losses before all else. The receipt names up to a thousand.
    package var omissions: [Omission]
    /// How much was left out altogether.
    package var omissionCount: Int
    /// The same for each reason; `nil` when there was nothing.
    package var omissionCounts: [String: Int]?
    /// Whether this stands for what leads to no target at all, as a pattern that matches nothing; `nil` otherwise.
    package var isPlaceholder: Bool?

    package init(
        target: String, outcome: RunOutcome, problem: String? = nil, hint: String? = nil, seconds: Double,
        plainBytes: Int64, storedBytes: Int64, deliveries: [DeliveryRecord], omissions: Omissions = [],
        isPlaceholder: Bool = false
    ) {
        self.target = target
        self.outcome = outcome
        self.problem = problem
        self.hint = hint
        self.seconds = (seconds * 1000).rounded() / 1000
        self.plainBytes = plainBytes
        self.storedBytes = storedBytes
        self.deliveries = deliveries
        losses = omissions.lossCount
        self.omissions = Array(omissions.named.prefix(Omissions.shortLimit))
        omissionCount = omissions.count
        omissionCounts = omissions.countsByName
        self.isPlaceholder = isPlaceholder ? true : nil
    }
}
