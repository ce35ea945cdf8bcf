import LifeboatCore

/// What a run has done so far.
struct RunProgress: Sendable {
    var targets: [TargetRecord] = []
    var expiries: [ExpiryRecord] = []
    var problems: [String] = []
    /// Target folders in use, without regard to case: some storages have none.
    var names: Set<String> = []

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

    mutating func add(_ other: RunProgress) {
        targets += other.targets
        problems += other.problems
        names.formUnion(other.names)
    }

    /// A run is what its worst part is.
    func outcome(interrupted: Bool) -> RunOutcome {
        if interrupted { return .interrupted }
        var outcome = targets.map(\.outcome).reduce(RunOutcome.done) { $0.combined(with: $1) }
        if !problems.isEmpty || targets.isEmpty { outcome = outcome.combined(with: .failed) }
        if expiries.contains(where: { $0.problem != nil }) { outcome = outcome.combined(with: .degraded) }
        return outcome
    }
}
