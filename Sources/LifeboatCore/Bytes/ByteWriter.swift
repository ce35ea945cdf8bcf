/// Where a producer pushes its bytes. ``write(_:)`` suspends while the consumer is behind: that is the back-pressure
/// that reaches a dump tool through its pipe.
///
/// A writer has no `finish`: only the one who made it knows whether the whole is complete, and says so there.
package protocol ByteWriter: Sendable {
    /// Takes one block. Throws when the consumer has gone or the task is cancelled: then stop producing.
    func write(_ block: Block) async throws
}

extension ByteWriter {
    /// For small pieces; large ones come in pooled blocks.
    package func write(_ bytes: some Collection<UInt8>) async throws {
        if !bytes.isEmpty { try await write(Block(bytes)) }
    }
}
