import LifeboatCore

/// Tries on a user's storage the rules of the contract that are marked as harmless.
enum StorageProbe {
    /// - Parameters:
    ///   - number: any; it keeps the probes of two checks apart.
    ///   - missing: what the probes make, to be removed after them.
    static func run(on storage: any Storage, number: UInt32, _ missing: MissingFolders) async throws -> [String] {
        defer { missing.remove() }
        let place = ObjectKey(names: "lifeboat-check-\(number)")
        let rules = StorageContract.allCases.filter(\.isHarmlessProbe)
        do {
            for rule in rules {
                try Task.checkCancellation()
                try await rule.run(on: storage, below: place)
            }
        } catch {
            var failure = LifeboatError(wrapping: error)
            // A new task: an interrupted check cleans up too.
            let isClean = await Task { await clean(place, on: storage) }.value
            if !isClean { failure.hint = failure.hint ?? "remove what is left below \(place)" }
            throw failure
        }
        return ["\(rules.count) probes: it writes, reads, lists and deletes as it must"]
            + (missing.words.map { [$0] } ?? [])
    }

    /// Whether nothing of the probes is left. Why not is what the probe itself failed of.
    private static func clean(_ place: ObjectKey, on storage: any Storage) async -> Bool {
        do {
            var keys: [ObjectKey] = []
            try await storage.list(prefix: place) { page in keys += page.map(\.key) }
            for key in keys { try await storage.delete(key) }
            return true
        } catch {
            return false
        }
    }
}
