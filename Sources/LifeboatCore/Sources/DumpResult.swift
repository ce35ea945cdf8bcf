/// What is known about a dump that is complete.
package struct DumpResult: Sendable, Equatable {
    /// What the dump contains, in numbers that a restored copy can be compared with.
    package var evidence: Evidence
    /// Product and versions, positions, options: for the receipt, in the source's own words. Never a secret.
    package var facts: [String: String]
    /// What should be in the dump and is not, or may be torn.
    package var omissions: Omissions

    package init(evidence: Evidence = Evidence(), facts: [String: String] = [:], omissions: Omissions = []) {
        self.evidence = evidence
        self.facts = facts
        self.omissions = omissions
    }
}
