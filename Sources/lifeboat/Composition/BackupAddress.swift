import ArgumentParser
import LifeboatCore

/// `JOB` or `JOB/TARGET`.
struct BackupAddress: ExpressibleByArgument {
    let job: String
    let target: String?

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let job = parts.first, !job.isEmpty else { return nil }
        self.job = job
        target = parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil
    }
}
