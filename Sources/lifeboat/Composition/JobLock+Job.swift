import LifeboatConfig
import LifeboatCore
import LifeboatEngine

extension JobLock {
    /// Takes a job's lock, and waits for it as long as the configuration says.
    ///
    /// - Parameter waiting: is told, once, that there is another run to wait for.
    static func acquire(
        _ job: Job, _ configuration: JobConfiguration, waiting: (String) -> Void
    ) async throws -> JobLock {
        try await acquire(
            identity(job), timeout: configuration.loopTimeout, interval: configuration.loopInterval
        ) {
            let timeout = DurationText.describe(configuration.loopTimeout)
            waiting("waiting up to \(timeout) for another run of job \(configuration.name)")
        }
    }

    /// Two projects may each have a job of one name; the same job is the one that writes to the same places.
    private static func identity(_ job: Job) -> String {
        ([job.name] + job.storages.map { RealPath.of($0.location) }.sorted()).joined(separator: "\n")
    }
}
