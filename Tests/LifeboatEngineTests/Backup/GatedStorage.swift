import LifeboatCore
import LifeboatTesting

/// Takes one block of an object for each block that the gate gives; small records pass.
struct GatedStorage: Storage {
    private let gate: BytePipe.Reader
    private let memory = InMemoryStorage()

    init(_ gate: BytePipe.Reader) {
        self.gate = gate
    }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key.last?.escaped.hasSuffix(".json") == false else { return try await memory.put(body, at: key, options) }
        let gate = gate
        let gated = ByteStream {
            _ = try await gate.next()
            return try await body.next()
        }
        return try await memory.put(gated, at: key, options)
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
