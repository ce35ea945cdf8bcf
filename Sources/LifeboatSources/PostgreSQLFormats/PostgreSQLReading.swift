import LifeboatCore

/// Reads along with a dump that is restored, in either of its formats.
protocol PostgreSQLReading: Sendable {
    /// The block as it may be passed on.
    mutating func pass(_ block: Block) throws -> Block
    /// Throws unless what was seen is whole.
    mutating func finish() throws

    var counts: PostgreSQLCounts { get }
    /// The dump's character set, which the names in it are in.
    var encoding: String? { get }
}

extension PostgreSQLScript: PostgreSQLReading {
    mutating func pass(_ block: Block) throws -> Block {
        try block.withUnsafeBytes { try scan($0) }
        return edited(block)
    }

    var counts: PostgreSQLCounts { PostgreSQLCounts(rows: rows) }
}
