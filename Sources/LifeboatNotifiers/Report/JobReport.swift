package import LifeboatCore

/// What one execution of `lifeboat run` did with one job.
package struct JobReport: Sendable {
    package var job: String
    /// `nil` when it did not begin; then ``troubles`` say why.
    package var record: RunRecord?
    /// What went wrong, with what to do about it; known secrets are cut out.
    package var troubles: [Trouble]
    /// What its storages say of it now; `nil` when they were not asked.
    package var status: JobStatus?

    package init(job: String, record: RunRecord?, troubles: [Trouble] = [], status: JobStatus? = nil) {
        self.job = job
        self.record = record
        self.troubles = troubles
        self.status = status
    }

    package var verdict: RunVerdict {
        switch record?.outcome {
        case .done: .success
        case .degraded: .degraded
        case .failed, .interrupted, nil: .failure
        }
    }

    /// For people.
    package var outcomeWords: String {
        switch record?.outcome {
        case .done: "ok"
        case .degraded: "degraded"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case nil: "not begun"
        }
    }
}
