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
    /// This long without a byte, or without saying what it holds, and it is given up; `nil` waits for ever.
    package var stallTimeout: Duration?

    package init(
        name: String?, source: any Source, encoding: EncodingChain, evidence: EvidenceLevel = .stream,
        stallTimeout: Duration? = nil
    ) {
        self.name = name
        self.source = source
        self.encoding = encoding
        self.evidence = evidence
        self.stallTimeout = stallTimeout
    }

    /// Runs `body`, which waits for the source, for as long as ``stallTimeout`` allows, or longer while it `hasMoved`.
    func inTime<Value: Sendable>(
        _ clock: any Clock<Duration>, unless hasMoved: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let stallTimeout else { return try await body() }
        let stalled = LifeboatError(
            .temporary, "the source gave nothing for \(DurationText.describe(stallTimeout)) and was given up",
            hint: "see whether it hangs; `stall_timeout` of the source sets how long to wait")
        return try await withTimeout(stallTimeout, clock: clock, otherwise: stalled, unless: hasMoved, body)
    }

    /// The target's name in its job: `<source>.<target>` where the source has a name.
    package func fullName(of target: Target) -> String {
        name.map { "\($0).\(target.name)" } ?? target.name
    }
}
