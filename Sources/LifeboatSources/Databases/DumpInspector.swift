import LifeboatCore

/// Reads along with a dump: sees its end mark, counts what is in it. Any split of the bytes gives the same answer.
protocol DumpInspector: Sendable {
    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws

    /// What was counted; throws unless the dump that was seen is whole.
    mutating func finish() throws -> Evidence
}
