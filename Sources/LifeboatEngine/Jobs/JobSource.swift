package import LifeboatCore
package import LifeboatStreams

/// One source of a job, and what is done to its bytes.
package struct JobSource: Sendable {
    /// Part of its targets' names, where the job has several sources.
    package var name: String?
    package var source: any Source
    package var encoding: EncodingChain
    /// What the source counts; without it receipts hold no evidence.
    package var evidence: EvidenceLevel

    package init(name: String?, source: any Source, encoding: EncodingChain, evidence: EvidenceLevel = .stream) {
        self.name = name
        self.source = source
        self.encoding = encoding
        self.evidence = evidence
    }

    /// The target's name in its job: `<source>.<target>` where the source has a name.
    package func fullName(of target: Target) -> String {
        name.map { "\($0).\(target.name)" } ?? target.name
    }
}
