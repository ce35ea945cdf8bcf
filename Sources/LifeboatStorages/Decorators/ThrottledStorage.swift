package import Foundation
package import LifeboatCore

/// Sends and receives no faster than its limiters allow; several storages may share them.
package struct ThrottledStorage<Wrapped: Storage>: Storage {
    private let wrapped: Wrapped
    private let puts: RateLimiter?
    private let reads: RateLimiter?

    package init(_ wrapped: Wrapped, puts: RateLimiter?, reads: RateLimiter?) {
        self.wrapped = wrapped
        self.puts = puts
        self.reads = reads
    }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await wrapped.put(puts?.limit(body) ?? body, at: key, options)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await wrapped.read(key, range: range) { try await consume(reads?.limit($0) ?? $0) }
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? { try await wrapped.stat(key) }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await wrapped.list(prefix: prefix, page)
    }

    package func delete(_ key: ObjectKey) async throws { try await wrapped.delete(key) }
}

extension ThrottledStorage: RetainingStorage where Wrapped: RetainingStorage {
    package func retainedUntil(_ key: ObjectKey) async throws -> Date? { try await wrapped.retainedUntil(key) }
}

extension ThrottledStorage: DigestedStorage where Wrapped: DigestedStorage {
    package func storedDigest(_ key: ObjectKey) async throws -> String? { try await wrapped.storedDigest(key) }
}

extension ThrottledStorage: ProbedStorage where Wrapped: ProbedStorage {
    package var forProbes: any Storage { wrapped.forProbes }

    package func probe(below place: ObjectKey) async throws -> [String] { try await wrapped.probe(below: place) }
}

extension ThrottledStorage: AbandonedUploads where Wrapped: AbandonedUploads {
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        try await wrapped.removeAbandoned(below: prefix, olderThan: cutoff)
    }
}
