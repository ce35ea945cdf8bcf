/// What one storage has of a job.
package struct StorageStatus: Sendable {
    package var name: String
    /// Whether its failure counts; otherwise it is a warning.
    package var required: Bool
    /// Why nothing is known of it; then there are no targets.
    package var failure: LifeboatError?
    /// By name: those that it has a backup of, and those that the last run names.
    package var targets: [String: TargetStatus]

    package init(
        name: String, required: Bool, failure: LifeboatError? = nil, targets: [String: TargetStatus] = [:]
    ) {
        self.name = name
        self.required = required
        self.failure = failure
        self.targets = targets
    }
}
