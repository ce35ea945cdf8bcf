import LifeboatCore
import Synchronization

/// A dump on its way back into `sqlite3`: guarded, and inspected before its end is passed on.
///
/// The end of input makes the program close the database, so a dump that is not whole must not get there.
final class SQLiteScript: Sendable {
    private struct State {
        var scriptGuard = SQLiteScriptGuard()
        var inspector = SQLiteDumpInspector()
    }

    private let input: ByteStream
    private let pool: BlockPool
    private let state = Mutex(State())

    init(_ input: ByteStream, pool: BlockPool) {
        self.input = input
        self.pool = pool
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    private func next() async throws -> Block? {
        guard let block = try await input.next() else {
            try state.withLock { try $0.inspector.finish() }
            return nil
        }
        return try state.withLock { state in
            block.withUnsafeBytes { state.inspector.inspect($0) }
            return try state.scriptGuard.filter(block)
        }
    }
}
