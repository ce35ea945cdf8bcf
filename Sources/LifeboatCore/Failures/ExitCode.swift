/// What the process tells its caller. The numbers are part of the public interface: CronJobs decide by them.
package enum ExitCode: Int32, Sendable, Codable, CaseIterable {
    /// Every target, every required storage, and the expiry too.
    case done = 0
    /// Nothing new of at least one target.
    case failed = 1
    /// Backed up, but a storage, a part of a target, or the expiry failed.
    case degraded = 3
    /// The stored bytes are not the ones that were written, or a restored backup differs.
    case verificationFailed = 4
    /// A verification could not be carried out.
    case verificationImpossible = 5
    /// The command line is wrong (`EX_USAGE`).
    case usage = 64
    /// Another run of this job holds the lock on this host (`EX_TEMPFAIL`).
    case locked = 75
    /// The configuration is wrong; every problem is listed (`EX_CONFIG`).
    case configuration = 78
    /// Interrupted by SIGINT.
    case interrupted = 130
    /// Interrupted by SIGTERM.
    case terminated = 143
}
