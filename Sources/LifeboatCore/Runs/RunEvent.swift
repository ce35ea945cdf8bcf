/// What happens during a run, as it happens: what logs, progress, metrics and notifications are made of.
package enum RunEvent: Sendable {
    case runStarted(job: String, id: BackupID)
    case targetStarted(job: String, target: String, estimatedSize: Int64?)
    /// Totals so far; about once for each block.
    case progress(job: String, target: String, plainBytes: Int64, storedBytes: Int64)
    case deliveryFailed(job: String, target: String, storage: String, required: Bool, LifeboatError)
    case targetFinished(job: String, TargetRecord)
    case problem(job: String, LifeboatError)
    /// Something failed that the outcome does not depend on.
    case warning(job: String, LifeboatError)
    case expired(job: String, ExpiryRecord)
    /// The job no longer has this target; not when it is retired.
    case gone(job: String, GoneTarget, warning: LifeboatError)
    case runFinished(RunRecord)
}
