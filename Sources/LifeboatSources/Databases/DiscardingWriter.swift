import LifeboatCore

/// Takes a dump that is only counted.
struct DiscardingWriter: ByteWriter {
    func write(_ block: Block) async throws {}
}
