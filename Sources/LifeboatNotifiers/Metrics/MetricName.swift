/// Every series that there is. All are gauges: each run of the program tells how things are, nobody counts on.
package enum MetricName: String, Sendable, CaseIterable {
    case lastSuccess = "lifeboat_backup_last_success_timestamp_seconds"
    case maxAge = "lifeboat_backup_max_age_seconds"
    case plainSize = "lifeboat_backup_plain_size_bytes"
    case storedSize = "lifeboat_backup_stored_size_bytes"
    case partial = "lifeboat_backup_partial"
    case lastVerification = "lifeboat_backup_last_verification_timestamp_seconds"
    case lastVerificationIntact = "lifeboat_backup_last_verification_intact"
    case oldest = "lifeboat_backup_oldest_timestamp_seconds"
    case gone = "lifeboat_backup_gone"
    case retained = "lifeboat_backups_retained"
    case lastAttempt = "lifeboat_run_last_attempt_timestamp_seconds"
    case duration = "lifeboat_run_duration_seconds"
    case outcome = "lifeboat_run_outcome"
    case deliveries = "lifeboat_run_deliveries"
    case expiryFailures = "lifeboat_run_expiry_failures"
    case storageReachable = "lifeboat_storage_reachable"
    case storageRequired = "lifeboat_storage_required"

    package var help: String {
        switch self {
        case .lastSuccess: "When the run began that made the newest backup which can be restored; 0 when there is none."
        case .maxAge: "From which age on the newest backup is too old: expect_every and a tenth more."
        case .plainSize: "Size of the newest backup before it was compressed."
        case .storedSize: "Size of the newest backup as it is stored."
        case .partial: "Whether something is missing in the newest backup."
        case .lastVerification: "When a backup was read back and compared with its receipt last; 0 when never."
        case .lastVerificationIntact: "Whether that verification found what had been written."
        case .oldest: "When the run began that made the oldest backup which can be restored."
        case .gone: "Whether the job no longer has this target, since a few days only."
        case .retained: "How many backups there are."
        case .lastAttempt: "When the last run of the job began, whatever became of it."
        case .duration: "How long the last run of the job took."
        case .outcome: "How the last run of the job ended: 1 for that outcome, 0 for the others."
        case .deliveries: "How many copies the last run of the job stored, or failed to store."
        case .expiryFailures: "How often the last run of the job failed to remove what the retention no longer keeps."
        case .storageReachable: "Whether the storage answered when these figures were made."
        case .storageRequired: "Whether a failure of the storage counts."
        }
    }
}
