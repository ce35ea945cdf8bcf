import LifeboatCore

/// The keys `jobs` of notifiers, which name jobs that are read later.
final class JobReferences {
    private var found: [(name: String, place: Place, path: String)] = []

    /// The names; none means all.
    func read(_ section: Section) -> [String] {
        let names = section.texts("jobs")
        let (place, path) = (section.place(of: "jobs"), section.path(of: "jobs"))
        found += names.map { ($0, place, path) }
        return names
    }

    /// That there is a job of each name, here or elsewhere.
    func check(_ jobs: [String], _ report: ReadingReport) {
        for reference in found where !jobs.contains(reference.name) {
            let match = Suggestion.closestMatch(to: reference.name, in: jobs)
            report.problem(
                reference.place, reference.path, "there is no job \(Quoting.quoted(reference.name))",
                hint: match.map { "did you mean `\($0)`?" } ?? "there are: \(jobs.sorted().joined(separator: ", "))")
        }
    }
}
