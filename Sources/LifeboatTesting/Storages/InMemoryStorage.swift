package import Foundation
package import LifeboatCore
import Synchronization

/// Objects in a dictionary: the storage that tests of everything above use, and the simplest one that upholds the
/// whole contract.
package final class InMemoryStorage: Storage {
    private struct Object {
        var bytes: [UInt8]
        var modified: Date
    }

    private static let pageSize = 100

    private let objects = Mutex<[ObjectKey: Object]>([:])
    private let now: @Sendable () -> Date

    /// - Parameter now: dates the objects.
    package init(now: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 1_795_402_800) }) {
        self.now = now
    }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key != .root else { throw LifeboatError(.refused, "an object needs a name") }
        var bytes: [UInt8] = []
        while let block = try await body.next() {
            try Task.checkCancellation()
            block.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        try Task.checkCancellation()
        let object = Object(bytes: bytes, modified: now())
        try objects.withLock { objects in
            guard options.onExisting == .replace || objects[key] == nil else {
                throw LifeboatError(.alreadyExists, "\(key) exists already")
            }
            objects[key] = object
        }
        return StoredObject(key: key, size: Int64(bytes.count), modified: object.modified)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        guard let object = objects.withLock({ $0[key] }) else {
            throw LifeboatError(.notFound, "there is no object \(key)")
        }
        let whole = 0..<Int64(object.bytes.count)
        let part = range.map { $0.clamped(to: whole) } ?? whole
        let bytes = object.bytes[Int(part.lowerBound)..<Int(part.upperBound)]
        // Several blocks: a consumer that looks at the first one only must not get away with it.
        let step = 64 << 10
        let blocks = stride(from: bytes.startIndex, to: bytes.endIndex, by: step).map { start in
            Block(bytes[start..<min(start + step, bytes.endIndex)])
        }
        return try await consume(ByteStream(blocks: blocks))
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        objects.withLock { $0[key] }.map {
            StoredObject(key: key, size: Int64($0.bytes.count), modified: $0.modified)
        }
    }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        let found = objects.withLock { $0 }
            .filter { $0.key.isBelow(prefix) }
            .map { StoredObject(key: $0.key, size: Int64($0.value.bytes.count), modified: $0.value.modified) }
            .sorted { $0.key.path < $1.key.path }
        for start in stride(from: 0, to: found.count, by: Self.pageSize) {
            try Task.checkCancellation()
            try await page(Array(found[start..<min(start + Self.pageSize, found.count)]))
        }
    }

    package func delete(_ key: ObjectKey) async throws {
        objects.withLock { _ = $0.removeValue(forKey: key) }
    }

    /// What is stored, by path, past every decorator: for looking at the whole after a fault.
    package var contents: [String: [UInt8]] {
        objects.withLock { Dictionary(uniqueKeysWithValues: $0.map { ($0.key.path, $0.value.bytes) }) }
    }

    /// Damages an object behind everyone's back, as a failing disk does.
    package func tamper(_ key: ObjectKey, _ change: (inout [UInt8]) -> Void) {
        objects.withLock { objects in
            guard var object = objects[key] else { return }
            change(&object.bytes)
            objects[key] = object
        }
    }
}
