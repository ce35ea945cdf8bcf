package import LifeboatCore
import Synchronization

extension BrokenStorage {
    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        switch flaw {
        case .listsAFirstLookForEver:
            let now = try await inner.listAll(prefix: prefix)
            let first = state.withLock { state in
                state.listed[prefix] = state.listed[prefix] ?? now
                return state.listed[prefix] ?? now
            }
            return try await page(first)
        case .listsSizesAsZero:
            return try await inner.list(prefix: prefix) { objects in
                try await page(objects.map { StoredObject(key: $0.key, size: 0) })
            }
        case .listStumblesOverWrites:
            guard state.withLock({ $0.putting }) == 0 else { throw LifeboatError(.failed, "the folder changed") }
        case .listsTwice:
            try await inner.list(prefix: prefix, page)
        case .listsFolders:
            let folders = Set(try await inner.listAll(prefix: prefix).map(\.key.parent)).filter { $0.isBelow(prefix) }
            try await page(folders.map { StoredObject(key: $0, size: 0) })
        case .prefixBleeds:
            return try await inner.list(prefix: .root) { objects in
                try await page(objects.filter { $0.key.path.hasPrefix(prefix.path) && $0.key != prefix })
            }
        case .prefixListsItself:
            if let own = try await inner.stat(prefix) { try await page([own]) }
        case .throwsOnMissingPrefix:
            guard try await !inner.listAll(prefix: prefix).isEmpty else {
                throw LifeboatError(.notFound, "there is no folder \(prefix)")
            }
        case .rootIsEmpty:
            if prefix == .root { return }
        case .forgetsTheSecondPage:
            return try await page(Array(try await inner.listAll(prefix: prefix).prefix(1_000)))
        case .swallowsThePagesError:
            return try await inner.list(prefix: prefix) { objects in
                do { try await page(objects) } catch { return }
            }
        default: break
        }
        try await inner.list(prefix: bent(prefix), page)
    }
}
