import LifeboatCore
import LifeboatTesting
import Synchronization

/// Counts the blocks of the objects that it takes.
final class BlockCountingStorage: Storage {
    private let memory = InMemoryStorage()
    private let count = Atomic<Int>(0)

    var blocks: Int { count.load(ordering: .relaxed) }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key.last?.escaped.hasSuffix(".json") == false else { return try await memory.put(body, at: key, options) }
        let counted = ByteStream { [self] in
            let block = try await body.next()
            if block != nil { count.add(1, ordering: .relaxed) }
            return block
        }
        return try await memory.put(counted, at: key, options)
    }

    func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await memory.read(key, range: range, consume)
    }

    func stat(_ key: ObjectKey) async throws -> StoredObject? { try await memory.stat(key) }

    func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await memory.list(prefix: prefix, page)
    }

    func delete(_ key: ObjectKey) async throws { try await memory.delete(key) }
}
