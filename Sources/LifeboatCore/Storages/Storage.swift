/// A place that keeps objects. Every implementation upholds each rule of ``StorageContract``.
///
/// Objects are immutable in practice: a key belongs to one run. So there is no lock, and nothing to go stale.
package protocol Storage: Sendable {
    /// Stores an object. It is visible, under `key`, only once it is whole; a throw leaves the key as it was.
    ///
    /// The body's proven end (see ``ByteStream``) is what commits. When the key exists already, the default is to
    /// throw ``LifeboatError/Kind/alreadyExists``.
    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject

    /// Opens an object for the time of `consume`. A `range` beyond the end is cut to it.
    ///
    /// Throws ``LifeboatError/Kind/notFound`` when there is none.
    func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value

    /// What is known of an object; `nil` when there is none.
    func stat(_ key: ObjectKey) async throws -> StoredObject?

    /// Every object below `prefix`, page by page, in no particular order; the next page is fetched when `page`
    /// returns. Whole components only: `db` never lists `db2`. Objects written meanwhile may or may not appear.
    func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws

    /// Removes an object. Deleting nothing succeeds.
    func delete(_ key: ObjectKey) async throws
}

extension Storage {
    /// Everything below `prefix` at once, for small places and tests.
    package func listAll(prefix: ObjectKey = .root) async throws -> [StoredObject] {
        var all: [StoredObject] = []
        try await list(prefix: prefix) { all += $0 }
        return all.sorted { $0.key.path < $1.key.path }
    }

    /// A small object as bytes.
    package func readAll(_ key: ObjectKey, limit: Int = 16 << 20) async throws -> [UInt8] {
        try await read(key, range: nil) { try await $0.collect(limit: limit) }
    }
}
