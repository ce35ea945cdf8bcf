/// What a dump may use of its surroundings.
package struct DumpContext: Sendable {
    /// The memory for what is written.
    package var pool: BlockPool
    /// A private folder for the few tools that cannot stream; `nil` when the configuration names none.
    package var temporaryFolder: String?
    /// What to count about the contents on the way.
    package var evidence: EvidenceLevel
    /// Slows what is read from the source (`block_io_read`). A dump calls it with each number of bytes read.
    package var pace: @Sendable (Int) async throws -> Void

    package init(
        pool: BlockPool, temporaryFolder: String? = nil, evidence: EvidenceLevel = .stream,
        pace: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) {
        self.pool = pool
        self.temporaryFolder = temporaryFolder
        self.evidence = evidence
        self.pace = pace
    }
}
