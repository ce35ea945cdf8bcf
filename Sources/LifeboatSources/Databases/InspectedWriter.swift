import LifeboatCore
import Synchronization

/// Passes a dump on, slowed down to the configured rate, with an inspector reading along.
final class InspectedWriter<Inspector: DumpInspector>: ByteWriter {
    private let output: any ByteWriter
    private let pace: @Sendable (Int) async throws -> Void
    private let inspector: Mutex<Inspector>

    init(_ inspector: Inspector, output: any ByteWriter, pace: @escaping @Sendable (Int) async throws -> Void) {
        self.inspector = Mutex(inspector)
        self.output = output
        self.pace = pace
    }

    func write(_ block: Block) async throws {
        try inspector.withLock { inspector in try block.withUnsafeBytes { try inspector.inspect($0) } }
        try await pace(block.count)
        try await output.write(block)
    }

    /// The inspector as it is now: for what it saw besides the evidence.
    var inspected: Inspector { inspector.withLock { $0 } }

    /// See ``DumpInspector/finish()``: to be asked when the program has succeeded.
    func finish() throws -> Evidence { try inspector.withLock { try $0.finish() } }
}
