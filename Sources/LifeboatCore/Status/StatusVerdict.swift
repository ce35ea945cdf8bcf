/// What is to be thought of one target on one storage; the worst first.
package enum StatusVerdict: String, Sendable, Codable, CaseIterable {
    /// There is no backup that could be restored.
    case missing
    /// The newest backup is older than is expected.
    case tooOld = "too_old"
    /// The storage did not answer, so nobody knows.
    case unreachable
    /// A backup that is kept is not what was written.
    case damaged
    /// The job no longer has this target, since a few days only: by mistake, perhaps.
    case gone
    /// The last run made no new backup here; the one before is not too old yet.
    case failed
    /// The last run made a backup that is not complete, or did not end well otherwise.
    case degraded
    /// As it should be.
    case fine
    /// The job has not had this target for so long that it is no news.
    case retired

    /// For people.
    package var words: String {
        switch self {
        case .missing: "NO BACKUP"
        case .tooOld: "TOO OLD"
        case .unreachable: "UNREACHABLE"
        case .damaged: "DAMAGED"
        case .gone: "GONE"
        case .failed: "failed"
        case .degraded: "degraded"
        case .fine: "ok"
        case .retired: "retired"
        }
    }

    /// What the process says of it, where the storage is required.
    package var exitCode: ExitCode {
        switch self {
        case .missing, .tooOld, .unreachable: .failed
        case .damaged, .gone, .failed, .degraded: .degraded
        case .fine, .retired: .done
        }
    }
}

extension StatusVerdict: Comparable {
    /// The worse one is the smaller one.
    package static func < (left: StatusVerdict, right: StatusVerdict) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
