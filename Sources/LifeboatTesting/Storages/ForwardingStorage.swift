package import LifeboatCore

/// A storage that does what the one below does, except for what it says itself.
package protocol ForwardingStorage: Storage {
    associatedtype Wrapped: Storage
    var wrapped: Wrapped { get }
}

extension ForwardingStorage {
    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await wrapped.put(body, at: key, options)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await wrapped.read(key, range: range, consume)
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? { try await wrapped.stat(key) }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await wrapped.list(prefix: prefix, page)
    }

    package func delete(_ key: ObjectKey) async throws { try await wrapped.delete(key) }
}
