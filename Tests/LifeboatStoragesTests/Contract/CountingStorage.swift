import LifeboatCore
import LifeboatTesting
import Synchronization

/// Counts what is put.
final class CountingStorage: Storage {
    private let wrapped: InMemoryStorage
    private let counts = Mutex((puts: 0, bytes: Int64(0)))

    init(_ wrapped: InMemoryStorage) {
        self.wrapped = wrapped
    }

    var puts: Int { counts.withLock { $0.puts } }
    var bytes: Int64 { counts.withLock { $0.bytes } }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        counts.withLock { $0.puts += 1 }
        return try await wrapped.put(
            ByteStream {
                let block = try await body.next()
                self.counts.withLock { $0.bytes += Int64(block?.count ?? 0) }
                return block
            }, at: key, options)
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
