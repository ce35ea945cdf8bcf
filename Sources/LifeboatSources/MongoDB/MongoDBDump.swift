import LifeboatCore
import Synchronization

/// Passes an archive on, slowed down to the configured rate, with an inspector reading along.
final class MongoDBDump: ByteWriter {
    private let output: any ByteWriter
    private let pace: @Sendable (Int) async throws -> Void
    private let inspector = Mutex(MongoDBArchiveInspector())

    init(output: any ByteWriter, pace: @escaping @Sendable (Int) async throws -> Void) {
        self.output = output
        self.pace = pace
    }

    func write(_ block: Block) async throws {
        try inspector.withLock { inspector in try block.withUnsafeBytes { try inspector.inspect($0) } }
        try await pace(block.count)
        try await output.write(block)
    }

    /// To be asked when the program has succeeded; throws unless the archive is whole.
    func finish() throws -> DumpResult {
        try inspector.withLock { inspector in
            DumpResult(evidence: try inspector.finish(), facts: inspector.facts)
        }
    }

    /// Whether there was anything to dump.
    var hasCollections: Bool { inspector.withLock { !$0.announced.isEmpty } }
}
