import LifeboatCore
import Synchronization

/// A dump on its way back: read along, and known to be whole before its end is passed on, for at the end of its input a
/// program commits.
final class PostgreSQLRestoreInput<Reading: PostgreSQLReading>: Sendable {
    private struct State {
        var reading: Reading
        var opening: [UInt8]
    }

    private let input: ByteStream
    private let state: Mutex<State>

    /// - Parameter opening: what the program gets before the dump.
    init(_ input: ByteStream, _ reading: Reading, opening: String = "") {
        self.input = input
        state = Mutex(State(reading: reading, opening: Array(opening.utf8)))
    }

    var stream: ByteStream { ByteStream { try await self.next() } }
    var counts: PostgreSQLCounts { state.withLock { $0.reading.counts } }
    var encoding: String? { state.withLock { $0.reading.encoding } }

    private func next() async throws -> Block? {
        let opening = state.withLock { state in
            defer { state.opening = [] }
            return state.opening
        }
        if !opening.isEmpty { return Block(opening) }
        guard let block = try await input.next() else {
            try state.withLock { try $0.reading.finish() }
            return nil
        }
        return try state.withLock { try $0.reading.pass(block) }
    }
}
