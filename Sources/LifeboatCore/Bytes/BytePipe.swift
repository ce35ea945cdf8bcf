import Synchronization

/// A bounded hand-off of blocks between one producer and one consumer that run at the same time.
///
/// The bound is the memory limit of the data path and its back-pressure. The end is explicit: a writer that goes
/// away without ``Writer/finish()`` makes the reader throw, so that half a dump never looks like a whole one.
/// A reader that goes away makes the writer throw, so that nobody dumps into the void.
package enum BytePipe {
    /// A few blocks: enough that neither side waits for the other's every step.
    package static let standardCapacity = 2

    /// Makes a pipe. Both ends close it when they are released.
    package static func make(capacity: Int = BytePipe.standardCapacity) -> (writer: Writer, reader: Reader) {
        let channel = BlockChannel(capacity: capacity)
        return (Writer(channel), Reader(channel))
    }

    /// The producer's end.
    package final class Writer: ByteWriter {
        private let channel: BlockChannel

        init(_ channel: BlockChannel) {
            self.channel = channel
        }

        package func write(_ block: Block) async throws { try await channel.send(block) }

        /// Takes the block if that needs no waiting; says whether it did. Throws as ``write(_:)`` does.
        package func tryWrite(_ block: Block) throws -> Bool { try channel.trySend(block) }

        /// Waits until this pipe has failed, from either side, and throws why. Returns when it ended well or the task
        /// is cancelled.
        package func untilFailed() async throws { try await channel.untilFailed() }

        /// Says that the whole is complete. The reader sees the end after the last block.
        package func finish() { channel.close(.complete) }

        /// Says that there will be no whole. The reader throws `error`, at once.
        package func fail(_ error: any Error) { channel.close(.failed(LifeboatError(wrapping: error))) }

        deinit {
            channel.close(.failed(LifeboatError(.interrupted, "the producer went away before the end")))
        }
    }

    /// The consumer's end.
    package final class Reader: Sendable {
        private let channel: BlockChannel

        init(_ channel: BlockChannel) {
            self.channel = channel
        }

        package func next() async throws -> Block? { try await channel.receive() }

        /// The same as a stream; it keeps this end open.
        package var stream: ByteStream { ByteStream { try await self.next() } }

        /// Says that no more is wanted. The writer throws `error`, and so does this end.
        package func abandon(_ error: LifeboatError) { channel.abandon(error) }

        deinit {
            channel.abandon(LifeboatError(.interrupted, "the consumer went away before the end"))
        }
    }
}
