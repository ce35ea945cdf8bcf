import LifeboatCore
import LifeboatTesting
import Synchronization

/// Counts what is put.
final class CountingStorage: ForwardingStorage {
    let wrapped: InMemoryStorage
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
}
