package import LifeboatCore
import Synchronization

/// Remembers what goes wrong during runs, with the hints, which run records do not all have.
///
/// Whatever it remembers goes out of the house, so known secrets are cut out first.
package final class TroubleLog: RunObserver {
    private let troubles = Mutex<[String: [Trouble]]>([:])
    private let redact: @Sendable (String) -> String

    package init(redact: @escaping @Sendable (String) -> String) {
        self.redact = redact
    }

    /// In the order in which they happened.
    package func troubles(of job: String) -> [Trouble] { troubles.withLock { $0[job] ?? [] } }

    package func note(_ error: LifeboatError, of job: String, isWarning: Bool = false) {
        var error = error
        error.what = redact(error.what)
        error.why = error.why.map(redact)
        error.hint = error.hint.map(redact)
        error.places = error.places.map(redact)
        let trouble = Trouble(error, isWarning: isWarning)
        troubles.withLock { troubles in
            if troubles[job]?.contains(trouble) != true { troubles[job, default: []].append(trouble) }
        }
    }

    package func observe(_ event: RunEvent) async {
        switch event {
        case .runStarted, .targetStarted, .progress, .runFinished: break
        case .deliveryFailed(let job, let target, let storage, let required, let error):
            note(error.at("storage \(storage)").at("target \(target)"), of: job, isWarning: !required)
        case .targetFinished(let job, let record): note(record, of: job)
        case .problem(let job, let error): note(error, of: job)
        case .warning(let job, let error): note(error, of: job, isWarning: true)
        case .expired(let job, let record): note(record, of: job)
        case .gone(let job, _, let warning): note(warning, of: job, isWarning: true)
        }
    }

    private func note(_ record: TargetRecord, of job: String) {
        let place = "target \(record.target)"
        if let problem = record.problem {
            note(LifeboatError(.failed, problem, hint: record.hint).at(place), of: job)
        }
        let losses = record.omissions.filter(\.isLoss)
        for loss in losses {
            note(
                LifeboatError(.incomplete, loss.reason.words, why: "\(loss.name)\(loss.detail.map { ": \($0)" } ?? "")")
                    .at(place), of: job)
        }
        if record.losses > losses.count {
            let what = "\(record.losses) losses in all"
            note(LifeboatError(.incomplete, what, hint: "the backup's receipt.json names them").at(place), of: job)
        }
    }

    private func note(_ record: ExpiryRecord, of job: String) {
        func placed(_ error: LifeboatError) -> LifeboatError {
            var error = error.at("storage \(record.storage)")
            if let target = record.target { error = error.at("target \(target)") }
            return error
        }
        if let problem = record.problem {
            let failure = LifeboatError(.failed, "expiry failed", why: problem, hint: record.hint)
            note(placed(failure), of: job, isWarning: !record.required)
        }
        if let lost = record.lost {
            let gone = LifeboatError(
                .notFound, "the objects of these backups are gone", why: lost.joined(separator: ", "),
                hint: "see what else removes files there")
            note(placed(gone), of: job, isWarning: true)
        }
    }
}
