extension RunRecord {
    /// Whether every target that the job had then is named in it: each source could be opened, and was gone through to
    /// its end.
    package var namesAllTargets: Bool { problems.isEmpty && outcome != .interrupted }

    /// What the run made of one target on one storage, and why where it did not go well; nothing where the record does
    /// not tell.
    package func result(of name: String, on storage: String) -> (outcome: RunOutcome?, problem: String?) {
        guard let target = targets.first(where: { $0.target == name }) else {
            return namesAllTargets ? (nil, nil) : (outcome, problems.first)
        }
        if target.outcome == .failed || target.outcome == .interrupted { return (target.outcome, target.problem) }
        guard let delivery = target.deliveries.first(where: { $0.storage == storage }) else { return (nil, nil) }
        if let problem = delivery.problem { return (.failed, problem) }
        return target.losses > 0 ? (.degraded, nil) : (.done, nil)
    }
}
