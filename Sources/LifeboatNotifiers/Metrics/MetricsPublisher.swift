package import LifeboatCore

/// Puts figures where somebody collects them.
package protocol MetricsPublisher: Notifier {
    /// Takes the place of what was published of the same jobs before, and of nothing else.
    func publish(_ statuses: [JobStatus]) async throws
}

extension MetricsPublisher {
    /// Figures of a job that nobody knows are not published: half of them would take the place of all.
    package func tell(_ report: RunReport) async throws {
        let known = report.jobs.compactMap(\.status)
        if !known.isEmpty { try await publish(known) }
        let unknown = report.jobs.filter { $0.status == nil }.map(\.job)
        guard !unknown.isEmpty else { return }
        throw LifeboatError(
            .temporary, "no new figures of \(unknown.joined(separator: ", "))",
            why: "the storages did not say in time what there is",
            hint: "`lifeboat metrics --publish` makes them when they answer again")
    }
}
