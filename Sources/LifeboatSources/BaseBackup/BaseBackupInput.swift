import LifeboatCore
import Synchronization

/// A base backup on its way back, inspected as it was when it was made.
final class BaseBackupInput: Sendable {
    private let input: ByteStream
    private let inspector = Mutex(BaseBackupInspector(facts: BaseBackupFacts()))

    init(_ input: ByteStream) {
        self.input = input
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    /// What there was in it; throws unless it was whole.
    func finish() throws -> Evidence { try inspector.withLock { try $0.finish() } }

    private func next() async throws -> Block? {
        guard let block = try await input.next() else { return nil }
        try inspector.withLock { inspector in try block.withUnsafeBytes { try inspector.inspect($0) } }
        return block
    }
}
