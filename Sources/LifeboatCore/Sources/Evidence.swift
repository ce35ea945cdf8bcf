/// What a source can say about its contents, taken at dump time and again after a restore.
package struct Evidence: Sendable, Equatable, Codable {
    /// Countable things by name: `files`, `rows of users`.
    package var counts: [String: Int64]

    package init(counts: [String: Int64] = [:]) {
        self.counts = counts
    }

    package var isEmpty: Bool { counts.isEmpty }
}
