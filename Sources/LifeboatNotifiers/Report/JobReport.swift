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
    /// How often a backup is expected.
    package var expected: ExpectedInterval?

    package init(
        job: String, record: RunRecord?, troubles: [Trouble] = [], status: JobStatus? = nil,
        expected: ExpectedInterval? = nil
    ) {
        self.job = job
        self.expected = expected
        self.record = record
        self.troubles = troubles
        self.status = status
    }

    /// Whether everything was done that there was to do.
    package var isDone: Bool { record?.outcome == .done }

    /// Whether it no longer has a target that it had, and for how long that is so is no news yet.
    package var missesTarget: Bool {
        guard let record else { return false }
        return record.gone?.contains { !$0.isRetired(at: record.started, expected: expected) } ?? false
    }

    /// Whether that is to be said aloud now.
    private var missesTargetNewly: Bool { record?.gone?.contains { $0.told == record?.id } ?? false }

    /// What decides whether people are told.
    package var verdict: RunVerdict {
        switch record?.outcome {
        case .done: missesTargetNewly ? .degraded : .success
        case .degraded: .degraded
        case .failed, .interrupted, nil: .failure
        }
    }

    /// All was done, but for a target that is no longer there.
    static let gone = "target gone"

    /// For people.
    package var outcomeWords: String {
        switch record?.outcome {
        case .done: missesTarget ? Self.gone : "ok"
        case .degraded: "degraded"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case nil: "not begun"
        }
    }
}
