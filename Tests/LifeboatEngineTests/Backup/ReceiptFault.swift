import LifeboatCore
import LifeboatTesting

/// Fails where the first receipt is written: before it is there, or after it, when only the answer gets lost.
struct ReceiptFault<Wrapped: Storage>: Storage {
    private let wrapped: Wrapped
    private let cut: StepStorage<InMemoryStorage>.Cut

    init(_ wrapped: Wrapped, _ cut: StepStorage<InMemoryStorage>.Cut) {
        self.wrapped = wrapped
        self.cut = cut
    }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key.last?.escaped == "receipt.json" else { return try await wrapped.put(body, at: key, options) }
        if cut == .after { _ = try await wrapped.put(body, at: key, options) }
        throw LifeboatError(.temporary, "the connection broke")
    }

    func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await wrapped.read(key, range: range, consume)
    }

    func stat(_ key: ObjectKey) async throws -> StoredObject? { try await wrapped.stat(key) }

    func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await wrapped.list(prefix: prefix, page)
    }

    func delete(_ key: ObjectKey) async throws { try await wrapped.delete(key) }
}
