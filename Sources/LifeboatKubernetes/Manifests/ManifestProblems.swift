package import LifeboatConfig

/// Why there is no manifest: everything, at once.
package struct ManifestProblems: Error, Sendable, Hashable {
    /// Sorted by file and line, without repetitions; at least one.
    package let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = Set(problems).sorted()
    }
}
