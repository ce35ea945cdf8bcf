import LifeboatCore
import Synchronization

extension StatusSurvey {
    /// Collects what is known while it comes in.
    final class Found: Sendable {
        private let statuses = Mutex<[String: JobStatus]>([:])

        var byJob: [String: JobStatus] { statuses.withLock { $0 } }

        func add(_ status: JobStatus) { statuses.withLock { $0[status.job] = status } }
    }
}
