import LifeboatCore

extension RunRecord {
    /// Why a run is less than done, a line each, the worst first.
    var reasons: [String] {
        let failed = targets.compactMap { target in target.problem.map { "target \(target.target): \($0)" } }
        let deliveries = targets.flatMap { target in
            target.deliveries.filter(\.required).compactMap { delivery in
                delivery.problem.map { "target \(target.target): storage \(delivery.storage): \($0)" }
            }
        }
        let losses = targets.filter { $0.losses > 0 }.map { "target \($0.target): \($0.losses) missing or torn" }
        let expiries = expiries.filter(\.required).compactMap { expiry in
            expiry.problem.map { "storage \(expiry.storage): expiry failed: \($0)" }
        }
        return (problems + failed + deliveries + losses + expiries).map { "job \(job): \($0)" }
    }
}
