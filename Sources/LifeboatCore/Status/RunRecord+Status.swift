extension RunRecord {
    /// Whether every target that the job had then is named in it: each source could be opened, and was gone through to
    /// its end. Where one has failed, others may have been out of sight with it, as on a volume that is not mounted.
    package var namesAllTargets: Bool { problems.isEmpty && (outcome == .done || outcome == .degraded) }

    /// What went wrong that is about no target that has a name of its own: a source that could not be opened, a pattern
    /// that matches nothing.
    package var generalProblem: String? {
        problems.first ?? targets.first { $0.isPlaceholder == true && $0.problem != nil }?.problem
    }

    /// What the run made of one target on one storage, and why where it did not go well; nothing where the record does
    /// not tell.
    package func result(of name: String, on storage: String) -> (outcome: RunOutcome?, problem: String?) {
        guard let target = targets.first(where: { $0.target == name }) else {
            return namesAllTargets ? (nil, nil) : (outcome, generalProblem)
        }
        if target.outcome == .failed || target.outcome == .interrupted { return (target.outcome, target.problem) }
        guard let delivery = target.deliveries.first(where: { $0.storage == storage }) else { return (nil, nil) }
        if let problem = delivery.problem { return (.failed, problem) }
        if target.losses > 0 { return (.degraded, nil) }
        let expiry = expiries.first {
            $0.storage == storage && $0.problem != nil && ($0.target ?? name) == name
        }
        return expiry.map { (.degraded, $0.problem) } ?? (.done, nil)
    }
}
