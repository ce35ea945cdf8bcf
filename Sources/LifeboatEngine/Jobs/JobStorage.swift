package import LifeboatCore

/// One storage of a job, and how long it keeps things.
package struct JobStorage: Sendable {
    /// Unique in its job, as `local`.
    package var name: String
    /// Where it is, for people: a folder, a bucket.
    package var location: String
    package var storage: any Storage
    package var retention: RetentionPolicy
    /// Whether its failure degrades the run; otherwise it is a warning.
    package var required: Bool
    /// This long without taking a byte or ending a step, and it drops out of a run.
    package var stallTimeout: Duration

    package init(
        name: String, location: String, storage: any Storage, retention: RetentionPolicy = RetentionPolicy(),
        required: Bool = true, stallTimeout: Duration = .seconds(300)
    ) {
        self.name = name
        self.location = location
        self.storage = storage
        self.retention = retention
        self.required = required
        self.stallTimeout = stallTimeout
    }

    /// The storage did not answer in time.
    func stalled(_ what: String) -> LifeboatError {
        LifeboatError(.temporary, what, hint: "see whether it is reachable; `stall_timeout` sets how long to wait")
    }
}
