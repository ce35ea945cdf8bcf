import LifeboatCore

/// Takes everything and keeps nothing.
struct Discard: ByteWriter {
    func write(_ block: Block) async throws {}
}
