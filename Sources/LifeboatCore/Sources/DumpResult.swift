/// What is known about a dump that is complete.
package struct DumpResult: Sendable, Equatable {
    /// What the dump contains, in numbers that a restored copy can be compared with.
    package var evidence: Evidence
    /// What made the dump; `nil` where there is no product to speak of: files, a command.
    package var product: SourceProduct?
    /// Positions, options: for the receipt, in the source's own words. Never a secret.
    package var facts: [String: String]
    /// What should be in the dump and is not, or may be torn.
    package var omissions: Omissions

    package init(
        evidence: Evidence = Evidence(), product: SourceProduct? = nil, facts: [String: String] = [:],
        omissions: Omissions = []
    ) {
        self.evidence = evidence
        self.product = product
        self.facts = facts
        self.omissions = omissions
    }
}
