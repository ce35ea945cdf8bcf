import LifeboatCore

/// Which databases of a server a job means: names, or `all`.
package struct DatabaseSelection: Sendable, Hashable {
    /// Names, or the word `all`.
    package var targets: [String]
    /// Names to leave out.
    package var excludes: [String]

    package init(targets: [String], excludes: [String] = []) {
        self.targets = targets
        self.excludes = excludes
    }

    package var takesAll: Bool { targets.contains("all") }

    /// The names to dump, sorted, each once. A name that stands in the configuration stays, also where the server has
    /// no such database: its dump then fails by itself, and the others are still backed up.
    ///
    /// - Parameters:
    ///   - existing: the databases that the server has.
    ///   - system: the server's own, which `all` does not mean.
    /// - Throws: when nothing is left.
    func select(from existing: [String], leavingOut system: Set<String>) throws -> [String] {
        let named = Set(targets).subtracting(["all"])
        let found = takesAll ? Set(existing).subtracting(system) : []
        let selected = named.union(found).subtracting(excludes)
        guard !selected.isEmpty else {
            throw LifeboatError(
                .notFound,
                takesAll ? "the server has no database to back up" : "every database that is named is excluded",
                hint: "correct `target` or `excludes`; may this user see the databases?")
        }
        return selected.sorted()
    }

    /// What a dump throws for a name that the server does not know.
    static func missing(_ name: String, existing: [String]) -> LifeboatError {
        let names = existing.sorted().prefix(20).joined(separator: ", ")
        return LifeboatError(
            .notFound, "the server has no database \(name)",
            hint: existing.isEmpty ? "this user sees no database at all" : "it has: \(names)")
    }
}
