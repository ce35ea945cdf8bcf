import LifeboatCore
import Synchronization

/// A dump on its way back: read along, and known to be whole before its last block is passed on. With that a program may
/// commit, and need not wait for the end of its input: an archive says itself where it ends.
final class PostgreSQLRestoreInput<Reading: PostgreSQLReading>: Sendable {
    private struct State {
        var reading: Reading
        var opening: [UInt8]
        /// Not passed on before there is more, or the end is proven.
        var held: Block?
        var isAtEnd = false
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
        while !state.withLock({ $0.isAtEnd }), let block = try await input.next() {
            let previous = try state.withLock { state -> Block? in
                let passed = try state.reading.pass(block)
                guard !passed.isEmpty else { return nil }
                defer { state.held = passed }
                return state.held
            }
            if let previous { return previous }
        }
        return try state.withLock { state in
            if !state.isAtEnd { try state.reading.finish() }
            state.isAtEnd = true
            defer { state.held = nil }
            return state.held
        }
    }
}
