import Foundation
import LifeboatCore
import Logging

/// A run as log lines: what a person reads at three in the morning, from top to bottom.
struct RunLog: RunObserver {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func observe(_ event: RunEvent) async {
        switch event {
        case .runStarted(let job, let id): logger.info("job \(job): run \(id) started")
        case .targetStarted, .progress: break
        case .deliveryFailed(let job, let target, let storage, let required, let error):
            let failure = error.at("storage \(storage)").at("target \(target)").at("job \(job)")
            log(failure, at: required ? .error : .warning)
        case .targetFinished(let job, let record): report(record, of: job)
        case .problem(let job, let error): log(error.at("job \(job)"), at: .error)
        case .warning(let job, let error): log(error.at("job \(job)"), at: .warning)
        case .expired(let job, let record): report(record, of: job)
        case .gone(let job, _, let warning): log(warning.at("job \(job)"), at: .warning)
        case .runFinished(let record): finish(record)
        }
    }

    private func report(_ record: TargetRecord, of job: String) {
        let place = "job \(job): target \(record.target)"
        if let problem = record.problem {
            log("\(place): \(problem)", hint: record.hint, at: .error)
        }
        for omission in record.omissions {
            let detail = omission.detail.map { ": \($0)" } ?? ""
            logger.log(
                level: omission.isLoss ? .error : .info,
                "\(place): \(omission.reason.words): \(omission.name)\(detail)")
        }
        if record.omissionCount > record.omissions.count {
            let all = Self.words(record.omissionCounts ?? [:])
            let named = record.omissionCount > Omissions.limit ? "the first \(Omissions.limit)" : "them"
            logger.log(
                level: record.losses > 0 ? .error : .info,
                """
                \(place): … in all \(record.omissionCount)\(all.isEmpty ? "" : ": \(all)"); \
                the backup's receipt.json names \(named)
                """)
        }
        let places = record.deliveries.filter { $0.problem == nil }.map(\.storage)
        guard !places.isEmpty else { return }
        let duration = DurationText.describe(.seconds(record.seconds))
        logger.info(
            """
            \(place): backed up \(ByteSize(bytes: record.plainBytes)) in \(duration), \
            stored \(ByteSize(bytes: record.storedBytes)) on \(places.joined(separator: ", "))
            """)
    }

    private func report(_ record: ExpiryRecord, of job: String) {
        let target = record.target.map { ": target \($0)" } ?? ""
        if let problem = record.problem {
            log(
                "job \(job): storage \(record.storage)\(target): expiry failed: \(problem)", hint: record.hint,
                at: record.required ? .error : .warning)
        }
        if let lost = record.lost {
            log(
                "job \(job): storage \(record.storage)\(target): the objects of these backups are gone: "
                    + lost.joined(separator: ", "),
                hint: "see what else removes files there; expiry forgets them when a newer one is complete",
                at: .warning)
        }
        if let retained = record.retained {
            let names = retained.joined(separator: ", ")
            logger.info("job \(job): storage \(record.storage)\(target): kept by the storage's own lock: \(names)")
        }
        guard !record.removed.isEmpty else { return }
        let what = record.target == nil ? "left by crashed runs" : "expired"
        let names = record.removed.joined(separator: ", ")
        logger.info("job \(job): storage \(record.storage)\(target): removed \(record.removed.count) \(what): \(names)")
    }

    private func finish(_ record: RunRecord) {
        let duration = DurationText.describe(.seconds(record.finished.timeIntervalSince(record.started)))
        let level: Logger.Level =
            switch record.outcome {
            case .done: .info
            case .degraded: .warning
            case .failed, .interrupted: .error
            }
        logger.log(level: level, "job \(record.job): \(record.outcome.rawValue) in \(duration)")
    }

    private func log(_ error: LifeboatError, at level: Logger.Level) {
        log(error.summary, hint: error.hint, at: level)
    }

    private func log(_ text: String, hint: String?, at level: Logger.Level) {
        logger.log(level: level, "\(text)", metadata: hint.map { ["hint": .string($0)] })
    }

    /// How many of each kind, as `3 skipped, 100000 could not be read`.
    private static func words(_ counts: [String: Int]) -> String {
        Omission.Reason.allCases.compactMap { reason in
            counts[reason.rawValue].map { "\($0) \(reason.words)" }
        }.joined(separator: ", ")
    }
}
