import LifeboatCore
import Synchronization

/// A dump on its way back into `sqlite3`: guarded, and inspected before its end is passed on.
///
/// The end of input makes the program close the database, so a dump that is not whole must not get there.
final class SQLiteScript: Sendable {
    private struct State {
        var scriptGuard = SQLiteScriptGuard()
        var inspector = SQLiteDumpInspector()
        var firstLine: [UInt8] = []
        var isFirstLineWhole = false
    }

    private let input: ByteStream
    private let pool: BlockPool
    private let state = Mutex(State())

    init(_ input: ByteStream, pool: BlockPool) {
        self.input = input
        self.pool = pool
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    /// Whether the database was in WAL mode, as the first line says (``SQLiteSnapshot/preamble``). `.dump` cannot: it
    /// is a property of the file, and the statement that sets it is none for a transaction.
    var wasInWALMode: Bool {
        let line = state.withLock { $0.firstLine }
        return line.starts(with: "-- SQLite ".utf8)
            && String(decoding: line, as: UTF8.self).hasSuffix(" journal_mode wal")
    }

    private func next() async throws -> Block? {
        guard let block = try await input.next() else {
            try state.withLock { try $0.inspector.finish() }
            return nil
        }
        return try state.withLock { state in
            block.withUnsafeBytes { bytes in
                state.inspector.inspect(bytes)
                guard !state.isFirstLineWhole else { return }
                let piece = bytes.prefix { $0 != UInt8(ascii: "\n") }
                state.firstLine += piece.prefix(200 - state.firstLine.count)
                state.isFirstLineWhole = piece.count < bytes.count || state.firstLine.count == 200
            }
            return try state.scriptGuard.filter(block)
        }
    }
}
