import Foundation
package import LifeboatCore

/// What is known of some jobs as a page of Prometheus' text format, 0.0.4: what `lifeboat metrics` prints, a textfile
/// holds and a Pushgateway takes.
package enum MetricsPage {
    /// The type of the page for a server of HTTP.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func text(_ statuses: [JobStatus]) -> String {
        let samples = Dictionary(grouping: statuses.flatMap(samples), by: \.name)
        return MetricName.allCases.map { name in
            guard let samples = samples[name] else { return "" }
            let lines = samples.map { $0.line + "\n" }.joined()
            return "# HELP \(name.rawValue) \(name.help)\n# TYPE \(name.rawValue) gauge\n\(lines)"
        }.joined()
    }

    private typealias Labels = [(name: String, value: String)]

    private static func samples(_ status: JobStatus) -> [MetricSample] {
        var job: Labels = [("job", status.job), ("type", status.type)]
        if let server = status.serverName { job.insert(("server", server), at: 0) }
        var samples: [MetricSample] = []
        for storage in status.storages {
            samples.append(
                MetricSample(
                    name: .storageReachable, labels: job + [("storage", storage.name)],
                    value: storage.failure == nil ? 1 : 0))
            samples.append(
                MetricSample(
                    name: .storageRequired, labels: job + [("storage", storage.name)], value: storage.required ? 1 : 0))
            if storage.failure == nil, storage.targets.isEmpty {
                // Of which targets there should be one, nobody knows yet.
                samples.append(MetricSample(name: .lastSuccess, labels: job + [("storage", storage.name)], value: 0))
            }
            for (name, target) in storage.targets.sorted(by: { $0.key < $1.key }) {
                let labels = job + [("target", name), ("storage", storage.name)]
                // Of a storage that may fail nobody is woken.
                samples += self.samples(target, labels, storage.required ? status.expected : nil)
            }
        }
        if let run = status.lastRun { samples += self.samples(run, status, job) }
        return samples
    }

    private static func samples(
        _ target: TargetStatus, _ labels: Labels, _ expected: ExpectedInterval?
    ) -> [MetricSample] {
        var samples: [MetricSample] = []
        func add(_ name: MetricName, _ value: Double?) {
            if let value { samples.append(MetricSample(name: name, labels: labels, value: value)) }
        }
        add(.retained, Double(target.retained))
        // What a job no longer has grows older for ever, and is right to.
        guard !target.isRetired else { return samples }
        let isGone = target.gone != nil
        add(.gone, isGone ? 1 : 0)
        add(.lastSuccess, target.newest?.timeIntervalSince1970 ?? (isGone ? nil : 0))
        add(.maxAge, isGone ? nil : expected?.greatestAge)
        add(.oldest, target.oldest?.timeIntervalSince1970)
        add(.plainSize, target.plainBytes.map(Double.init))
        add(.storedSize, target.storedBytes.map(Double.init))
        add(.partial, target.newest == nil ? nil : target.isPartial ? 1 : 0)
        add(.lastVerification, target.verified?.timeIntervalSince1970 ?? 0)
        add(.lastVerificationIntact, target.verifiedOk.map { $0 ? 1 : 0 })
        return samples
    }

    private static func samples(_ run: RunRecord, _ status: JobStatus, _ job: Labels) -> [MetricSample] {
        // In whole seconds, as records have them: so a run tells the same as who reads its record.
        let (started, finished) = (run.id.started.timeIntervalSince1970, run.finished.timeIntervalSince1970)
        var samples = [
            MetricSample(name: .lastAttempt, labels: job, value: started),
            MetricSample(name: .duration, labels: job, value: finished.rounded(.down) - started),
        ]
        samples += RunOutcome.allCases.map { outcome in
            MetricSample(
                name: .outcome, labels: job + [("outcome", outcome.rawValue)], value: run.outcome == outcome ? 1 : 0)
        }
        let deliveries = run.targets.flatMap(\.deliveries)
        for storage in status.storages.map(\.name) {
            let labels = job + [("storage", storage)]
            let problems = deliveries.filter { $0.storage == storage }.map(\.problem)
            for (result, count) in [
                ("success", problems.count { $0 == nil }), ("failure", problems.count { $0 != nil }),
            ] {
                samples.append(
                    MetricSample(name: .deliveries, labels: labels + [("result", result)], value: Double(count)))
            }
            let failures = run.expiries.count { $0.storage == storage && $0.problem != nil }
            samples.append(MetricSample(name: .expiryFailures, labels: labels, value: Double(failures)))
        }
        return samples
    }
}
