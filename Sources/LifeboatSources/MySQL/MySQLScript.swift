import LifeboatCore
import Synchronization

/// A dump on its way back into a server, inspected before its end is passed on.
///
/// The end of input lets the client succeed, so a dump that is not whole must not get there.
final class MySQLScript: Sendable {
    private let input: ByteStream
    private let state = Mutex(MySQLDumpInspector())

    init(_ input: ByteStream) {
        self.input = input
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    /// What was seen.
    var inspector: MySQLDumpInspector { state.withLock { $0 } }

    private func next() async throws -> Block? {
        guard let block = try await input.next() else {
            _ = try inspector.finish()
            return nil
        }
        try state.withLock { inspector in try block.withUnsafeBytes { try inspector.inspect($0) } }
        return block
    }
}
