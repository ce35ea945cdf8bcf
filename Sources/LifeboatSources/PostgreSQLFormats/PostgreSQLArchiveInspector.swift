import LifeboatCore

/// Reads along with a dump in the custom format.
struct PostgreSQLArchiveInspector: DumpInspector {
    private var archive = PostgreSQLArchive()

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws { try archive.inspect(bytes) }

    mutating func finish() throws -> Evidence {
        try archive.finish()
        return archive.counts.evidence
    }
}

extension PostgreSQLArchive: PostgreSQLReading {
    mutating func pass(_ block: Block) throws -> Block {
        try block.withUnsafeBytes { try inspect($0) }
        return block
    }
}
