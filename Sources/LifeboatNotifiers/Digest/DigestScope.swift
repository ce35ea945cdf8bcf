/// How much a digest tells.
package enum DigestScope: Sendable {
    /// What went wrong, and one line for each job.
    case troubles
    /// That, and everything that was done.
    case everything
}
