import LifeboatCore

/// Tries on a user's storage the rules of the contract that are marked as harmless.
enum StorageProbe {
    static func run(on storage: any Storage) async throws -> [String] {
        let place = ObjectKey(names: "lifeboat-check-\(UInt32.random(in: .min ... .max))")
        let rules = StorageContract.allCases.filter(\.isHarmlessProbe)
        for rule in rules { try await rule.run(on: storage, below: place) }
        return ["\(rules.count) probes: it writes, reads, lists and deletes as it must"]
    }
}
