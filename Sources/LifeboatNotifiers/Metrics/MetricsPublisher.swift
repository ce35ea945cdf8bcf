package import LifeboatCore

/// Puts figures where somebody collects them.
package protocol MetricsPublisher: Notifier {
    /// Takes the place of what was published of the same jobs before, and of nothing else.
    func publish(_ statuses: [JobStatus]) async throws
}

extension MetricsPublisher {
    package func tell(_ report: RunReport) async throws {
        try await publish(report.jobs.compactMap(\.status))
    }
}
