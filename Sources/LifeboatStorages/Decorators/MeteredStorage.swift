package import Foundation
package import LifeboatCore

/// Tells how many bytes go through, for progress and for noticing that none do.
package struct MeteredStorage<Wrapped: Storage>: Storage {
    private let wrapped: Wrapped
    private let onSent: @Sendable (Int) -> Void
    private let onReceived: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - onSent: called with the size of each block that the storage takes.
    ///   - onReceived: called with the size of each block that it gives.
    package init(
        _ wrapped: Wrapped, onSent: @escaping @Sendable (Int) -> Void,
        onReceived: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.wrapped = wrapped
        self.onSent = onSent
        self.onReceived = onReceived
    }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await wrapped.put(Self.metered(body, onSent), at: key, options)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await wrapped.read(key, range: range) { try await consume(Self.metered($0, onReceived)) }
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? { try await wrapped.stat(key) }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await wrapped.list(prefix: prefix, page)
    }

    package func delete(_ key: ObjectKey) async throws { try await wrapped.delete(key) }

    private static func metered(_ stream: ByteStream, _ onBlock: @escaping @Sendable (Int) -> Void) -> ByteStream {
        ByteStream {
            let block = try await stream.next()
            if let block { onBlock(block.count) }
            return block
        }
    }
}

extension MeteredStorage: AbandonedUploads where Wrapped: AbandonedUploads {
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        try await wrapped.removeAbandoned(below: prefix, olderThan: cutoff)
    }
}
