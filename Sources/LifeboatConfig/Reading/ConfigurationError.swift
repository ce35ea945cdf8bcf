package import LifeboatCore

/// A configuration that cannot be used, with everything that is wrong with it.
package struct ConfigurationError: Error, Sendable, Hashable {
    /// Sorted by file and line, without repetitions; at least one.
    package let problems: [Problem]
    /// What was suspicious besides.
    package let warnings: [Problem]

    init(problems: [Problem], warnings: [Problem] = []) {
        self.problems = Set(problems).sorted()
        self.warnings = Set(warnings).sorted()
    }

    /// The same as one error of the program, exit status 78. Its `why` holds the problems, a line each.
    package var lifeboatError: LifeboatError {
        let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        return LifeboatError(
            .configuration, "the configuration has \(count)",
            why: problems.map(\.description).joined(separator: "\n"))
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line per problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
