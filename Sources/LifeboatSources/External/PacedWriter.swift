import LifeboatCore

/// Slows a dump down to the configured rate before passing it on.
struct PacedWriter: ByteWriter {
    let output: any ByteWriter
    let pace: @Sendable (Int) async throws -> Void

    func write(_ block: Block) async throws {
        try await pace(block.count)
        try await output.write(block)
    }
}
