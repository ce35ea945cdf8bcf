import Foundation
import LifeboatCore

/// Tries on a user's storage the rules of the contract that are marked as harmless.
enum StorageProbe {
    /// - Parameters:
    ///   - number: any; it keeps the probes of two checks apart.
    ///   - missing: what the probes make, to be removed after them.
    static func run(on storage: any Storage, number: UInt32, _ missing: MissingFolders) async throws -> [String] {
        defer { missing.remove() }
        let place = ObjectKey(names: "lifeboat-check-\(number)")
        let probed = storage as? any ProbedStorage
        let storage = probed?.forProbes ?? storage
        var found: [String] = []
        let rules = StorageContract.allCases.filter(\.isHarmlessProbe)
        do {
            found = try await probed?.probe(below: place) ?? []
            for rule in rules {
                try Task.checkCancellation()
                try await rule.run(on: storage, below: place)
            }
            try await removeFolders(below: place, on: storage)
        } catch {
            var failure = LifeboatError(wrapping: error)
            // A new task: an interrupted check cleans up too.
            let isClean = await Task { await clean(place, on: storage) }.value
            if !isClean { failure.hint = failure.hint ?? "remove what is left below \(place)" }
            throw failure
        }
        return ["\(rules.count) probes: it writes, reads, lists and deletes as it must"] + found
            + (missing.words.map { [$0] } ?? [])
    }

    /// Those that the probes needed, where a storage keeps empty ones.
    private static func removeFolders(below place: ObjectKey, on storage: any Storage) async throws {
        _ = try await (storage as? any AbandonedUploads)?.removeAbandoned(below: place, olderThan: .distantFuture)
    }

    /// Whether nothing of the probes is left. Why not is what the probe itself failed of.
    private static func clean(_ place: ObjectKey, on storage: any Storage) async -> Bool {
        do {
            var keys: [ObjectKey] = []
            try await storage.list(prefix: place) { page in keys += page.map(\.key) }
            for key in keys { try await storage.delete(key) }
            try await removeFolders(below: place, on: storage)
            return true
        } catch {
            return false
        }
    }
}
