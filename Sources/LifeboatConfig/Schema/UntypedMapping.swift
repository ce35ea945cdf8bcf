/// A source or storage whose type is not known. It is read as each type would, and what is wrong for all of those that its
/// keys fit best is wrong whatever is meant.
enum UntypedMapping {
    private struct Reading {
        let report: ReadingReport
        /// How badly the keys fit: a key that may be a misspelt one of this type speaks less against it.
        let misfit: Int
    }

    static func check<Kind>(_ section: Section, as kinds: [Kind], _ read: (Section, Kind) -> Void) {
        section.reportsUnknown = false
        let readings = kinds.map { kind in
            let report = ReadingReport()
            let copy = section.copy(reportingTo: report)
            read(copy, kind)
            copy.finish()
            return Reading(report: report, misfit: copy.unknownKeys.reduce(0) { $0 + ($1.meant == nil ? 2 : 1) })
        }
        let best = readings.map(\.misfit).min()
        let reports = readings.filter { $0.misfit == best }.map(\.report.problems)
        for problem in reports.first ?? [] {
            let same = reports.map { problems in problems.first { isSame($0, problem) } }
            guard same.allSatisfy({ $0 != nil }) else { continue }
            let hints = same.compactMap { $0?.hint }
            let isOne = Set(hints).count == 1 && hints.count == same.count
            let hint = isOne ? problem.hint : hints.first { $0.hasPrefix("did you mean") }
            section.report.problem(problem.place, problem.path, problem.what, hint: hint)
        }
    }

    private static func isSame(_ left: Problem, _ right: Problem) -> Bool {
        left.place == right.place && left.path == right.path && left.what == right.what
    }
}
