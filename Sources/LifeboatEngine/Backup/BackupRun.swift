import Foundation
package import LifeboatCore

/// One execution of a job: every target of every source to every storage, then the expiry, then the run record.
package struct BackupRun: Sendable {
    private let job: Job
    private let context: RunContext

    package init(_ job: Job, _ context: RunContext) {
        self.job = job
        self.context = context
    }

    /// Never throws: what went wrong is in the record. A cancelled run is `interrupted`; it keeps what it had
    /// committed.
    package func run() async -> RunRecord {
        let started = context.now()
        let id = BackupID(started: started, random: context.random())
        await context.observer.observe(.runStarted(job: job.name, id: id))

        let ledger = RunLedger()
        for source in job.sources where !Task.isCancelled {
            await backUp(source, id, ledger)
        }
        if job.expiresAfterRun, !Task.isCancelled {
            let targets = ledger.progress.targets
            let expiries = await onStageThread("expire") { await expire(after: targets) }
            ledger.update { $0.expiries = expiries }
        }
        let progress = ledger.progress
        var record = RunRecord(
            id: id, job: job.name, serverName: job.serverName, started: started, finished: context.now(),
            lifeboatVersion: context.lifeboatVersion, outcome: progress.outcome(interrupted: Task.isCancelled),
            targets: progress.targets, expiries: progress.expiries, problems: progress.problems)
        if record.namesAllTargets { record.gone = await gone(after: record) }
        await context.observer.observe(.runFinished(record))
        return record
    }

    /// Writes the record to every storage that answers. Apart from ``run()`` so that an interrupted run can write
    /// it too, outside the cancelled task.
    package func keep(_ record: RunRecord) async {
        await withTaskGroup { group in
            // At once: one that hangs, perhaps why the run was interrupted, keeps none of the others waiting.
            for storage in job.storages { group.addTask { await keep(record, on: storage) } }
        }
    }

    private func keep(_ record: RunRecord, on storage: JobStorage) async {
        do {
            let vault = job.vault(on: storage)
            let timeout = storage.stalled("no answer for \(DurationText.describe(storage.stallTimeout))")
            try await withTimeout(storage.stallTimeout, clock: context.clock, otherwise: timeout) {
                try await onStageThread("record") { try await vault.write(record) }
            }
        } catch {
            let failure = LifeboatError(wrapping: error).at("storage \(storage.name): the run record was not kept")
            await context.observer.observe(.warning(job: job.name, failure))
        }
    }

    /// Which targets there are no more. What a storage does not say of that is a warning: the backups are made.
    private func gone(after record: RunRecord) async -> [GoneTarget]? {
        let (gone, failures) = await onStageThread("gone") { await GoneTargets(job, context.clock).find(after: record) }
        for failure in failures { await context.observer.observe(.warning(job: job.name, failure)) }
        for target in gone ?? [] where !target.isRetired(at: record.started, expected: job.expected) {
            let warning = target.warning(expected: job.expected)
            await context.observer.observe(.gone(job: job.name, target, warning: warning))
        }
        return gone
    }

    private func backUp(_ source: JobSource, _ id: BackupID, _ ledger: RunLedger) async {
        let before = ledger.progress.exhaustedSources
        do {
            try await onStageThread("source") {
                try await source.source.withSession { session in
                    try await backUp(source, session, id, ledger)
                }
            }
        } catch {
            var failure = LifeboatError(wrapping: error)
            if let name = source.name { failure = failure.at("source \(name)") }
            // Everything was backed up and only the leaving failed, or there is a target that was never tried.
            let noted = failure
            ledger.update { $0.note(noted, $0.exhaustedSources > before ? .degraded : .failed) }
            await context.observer.observe(.problem(job: job.name, noted))
        }
    }

    private func backUp(
        _ source: JobSource, _ session: any SourceSession, _ id: BackupID, _ ledger: RunLedger
    ) async throws {
        let targets = try await source.inTime(context.clock) { try await session.targets() }
        // One source of several that is empty would otherwise pass for success.
        guard !targets.isEmpty else {
            throw LifeboatError(
                .notFound, "there is nothing to back up", hint: "does the source still hold what it should?")
        }
        for target in targets {
            try Task.checkCancellation()
            let name = source.fullName(of: target)
            let record: TargetRecord
            if let clash = ledger.update({ $0.claim(name) }) {
                record = TargetRecord(
                    target: name, outcome: .failed, problem: clash.summary, hint: clash.hint, seconds: 0, plainBytes: 0,
                    storedBytes: 0, deliveries: [], isPlaceholder: target.isPlaceholder)
            } else {
                let backup = TargetBackup(
                    job: job, source: source, session: session, target: target, id: id, context: context)
                await context.observer.observe(
                    .targetStarted(job: job.name, target: name, estimatedSize: target.estimatedSize))
                record = await backup.run()
            }
            ledger.update { $0.targets.append(record) }
            await context.observer.observe(.targetFinished(job: job.name, record))
        }
        ledger.update { $0.exhaustedSources += 1 }
    }

    /// An expiry makes many requests, so it has several times the patience for one. It must end: the record of the run
    /// is written after it.
    private func inTime(
        _ storage: JobStorage, _ target: String?, _ expire: @escaping @Sendable (Date) async -> ExpiryRecord
    ) async -> ExpiryRecord {
        let limit = storage.stallTimeout * 12
        let failure = storage.stalled("the expiry did not end within \(DurationText.describe(limit))")
        do {
            return try await withTimeout(limit, clock: context.clock, otherwise: failure) {
                await expire(context.now())
            }
        } catch {
            return ExpiryRecord(
                storage: storage.name, required: storage.required, target: target,
                failure: LifeboatError(wrapping: error))
        }
    }

    /// Only where a new backup was committed, and only the history of that target: nights of failures empty nothing.
    private func expire(after targets: [TargetRecord]) async -> [ExpiryRecord] {
        var records: [ExpiryRecord] = []
        for storage in job.storages {
            let expiry = Expiry(job: job, storage: storage)
            let renewed = targets.filter { target in
                target.deliveries.contains { $0.storage == storage.name && $0.problem == nil }
            }
            guard !renewed.isEmpty else { continue }
            for target in renewed {
                records.append(
                    await inTime(storage, target.target) { await expiry.expire(target: target.target, now: $0) })
            }
            records.append(await inTime(storage, nil) { await expiry.tidy(now: $0) })
        }
        for record in records { await context.observer.observe(.expired(job: job.name, record)) }
        return records
    }
}
