import LifeboatCore

/// What a run has done so far.
struct RunProgress: Sendable {
    var targets: [TargetRecord] = []
    var expiries: [ExpiryRecord] = []
    /// What went wrong outside any target.
    private(set) var problems: [String] = []
    /// How many sources had all their targets tried.
    var exhaustedSources = 0
    private var worstProblem = RunOutcome.done
    /// Target folders in use, without regard to case: some storages have none.
    private var names: Set<String> = []

    /// Takes a target's name for this run, or says why it cannot.
    mutating func claim(_ name: String) -> LifeboatError? {
        guard names.insert(Vault.component(ofTarget: name).escaped.lowercased()).inserted else {
            return LifeboatError(
                .configuration, "two targets of this job share the name \(name)",
                why: "they would share one history; upper and lower case are not told apart",
                hint: "put them into two sources and give each a `name`")
        }
        return nil
    }

    /// - Parameter outcome: what the run is, at best, after this.
    mutating func note(_ problem: LifeboatError, _ outcome: RunOutcome) {
        problems.append(problem.summary)
        worstProblem = worstProblem.combined(with: outcome)
    }

    /// A run is what its worst part is.
    func outcome(interrupted: Bool) -> RunOutcome {
        if interrupted { return .interrupted }
        var outcome = targets.map(\.outcome).reduce(worstProblem) { $0.combined(with: $1) }
        if targets.isEmpty { outcome = outcome.combined(with: .failed) }
        if expiries.contains(where: { $0.required && $0.problem != nil }) {
            outcome = outcome.combined(with: .degraded)
        }
        return outcome
    }
}
