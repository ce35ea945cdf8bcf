/// Everything that was found to be wrong with one template, in the order of its lines.
package struct TemplateError: Error, Sendable, Hashable {
    package var problems: [TemplateProblem]

    /// Sorts the problems and drops repetitions, as a loop's body would otherwise report the same one in every round.
    package init(problems: [TemplateProblem]) {
        var seen: Set<TemplateProblem> = []
        self.problems =
            problems
            .filter { seen.insert($0).inserted }
            .sorted { ($0.line, $0.column, $0.what) < ($1.line, $1.column, $1.what) }
    }
}

extension TemplateError: CustomStringConvertible {
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
