import LifeboatCore
import Synchronization

/// Writes down what is read.
final class ReadingLog<Wrapped: Storage>: Storage {
    private let wrapped: Wrapped
    private let read = Mutex<[String]>([])

    init(_ wrapped: Wrapped) {
        self.wrapped = wrapped
    }

    var paths: [String] { read.withLock { $0 } }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await wrapped.put(body, at: key, options)
    }

    func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        read.withLock { $0.append(key.path) }
        return try await wrapped.read(key, range: range, consume)
    }

    func stat(_ key: ObjectKey) async throws -> StoredObject? { try await wrapped.stat(key) }

    func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await wrapped.list(prefix: prefix, page)
    }

    func delete(_ key: ObjectKey) async throws { try await wrapped.delete(key) }
}
