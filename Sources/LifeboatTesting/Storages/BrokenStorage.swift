package import LifeboatCore
import Synchronization

/// A storage with exactly one ``StorageFlaw``: what the contract must not let pass.
package final class BrokenStorage: Storage {
    struct State {
        var listed: [ObjectKey: [StoredObject]] = [:]
        var deleted: Set<ObjectKey> = []
        var spoiled: Set<ObjectKey> = []
        var reading: [ObjectKey: ByteStream] = [:]
        var buffer: [UInt8] = []
        var putting = 0
        var deletesIn: [ObjectKey: Int] = [:]
    }

    let flaw: StorageFlaw
    let inner = InMemoryStorage()
    let state = Mutex(State())

    package init(_ flaw: StorageFlaw) {
        self.flaw = flaw
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        let key = bent(key)
        switch flaw {
        case .ignoresRanges: return try await inner.read(key, range: nil, consume)
        case .rangesEndOneLate:
            let late = range.map { $0.isEmpty ? $0 : $0.lowerBound..<($0.upperBound &+ 1) & .max }
            return try await inner.read(key, range: late, consume)
        case .throwsOnRangesPastTheEnd:
            let size = try await inner.stat(key)?.size ?? 0
            guard (range?.lowerBound ?? 0) <= size else { throw LifeboatError(.failed, "416 range not satisfiable") }
        case .readersShareAPosition:
            let shared = state.withLock { $0.reading[key] }
            if let shared { return try await consume(shared) }
            return try await inner.read(key, range: range) { stream in
                self.state.withLock { $0.reading[key] = stream }
                defer { self.state.withLock { $0.reading[key] = nil } }
                return try await consume(stream)
            }
        case .earlyEndSpoilsTheObject:
            guard !state.withLock({ $0.spoiled.contains(key) }) else { throw LifeboatError(.failed, "connection busy") }
            return try await inner.read(key, range: range) { stream in
                let value = try await consume(stream)
                if try await stream.next() != nil { self.state.withLock { _ = $0.spoiled.insert(key) } }
                return value
            }
        case .replacesTheReadersError:
            do {
                return try await inner.read(key, range: range, consume)
            } catch let error as LifeboatError where error.kind != .notFound {
                throw LifeboatError(.temporary, "connection reset")
            }
        case .readsMissingAsEmpty:
            guard try await inner.stat(key) != nil else { return try await consume(ByteStream([])) }
        default: break
        }
        return try await inner.read(key, range: range, consume)
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        let found = try await inner.stat(bent(key)).map { StoredObject(key: key, size: $0.size, modified: $0.modified) }
        if found == nil, flaw == .hasStatsForFolders, try await !inner.listAll(prefix: key).isEmpty {
            return StoredObject(key: key, size: 0)
        }
        return found
    }

    package func delete(_ key: ObjectKey) async throws {
        switch flaw {
        case .deleteDoesNothing: return
        case .deleteTakesWhatIsBelow:
            for object in try await inner.listAll(prefix: key) { try await inner.delete(object.key) }
        case .deleteTakesNeighbours:
            for object in try await inner.listAll() where object.key.path.hasPrefix(key.path) {
                try await inner.delete(object.key)
            }
        case .deleteThrowsWhenMissing:
            guard try await inner.stat(key) != nil else { throw LifeboatError(.notFound, "there is no object \(key)") }
        default: break
        }
        state.withLock {
            $0.deleted.insert(key)
            $0.deletesIn[key.parent, default: 0] += 1
        }
        try await inner.delete(bent(key))
    }

    /// The key as this storage mistakes it.
    func bent(_ key: ObjectKey) -> ObjectKey {
        switch flaw {
        case .cutsDeepKeys: return ObjectKey(Array(key.components.prefix(12)))
        case .cutsLongNames:
            return ObjectKey(key.components.map { KeyComponent(escaped: String($0.escaped.prefix(128))) ?? $0 })
        case .mergesCase:
            return ObjectKey(key.components.map { KeyComponent(escaped: $0.escaped.lowercased()) ?? $0 })
        default: return key
        }
    }
}
