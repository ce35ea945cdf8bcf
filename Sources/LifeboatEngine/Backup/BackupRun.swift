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

        var progress = RunProgress()
        for source in job.sources where !Task.isCancelled {
            await backUp(source, id, &progress)
        }
        if job.expiresAfterRun, !Task.isCancelled {
            await expire(after: &progress)
        }
        let record = RunRecord(
            id: id, job: job.name, serverName: job.serverName, started: started, finished: context.now(),
            lifeboatVersion: context.lifeboatVersion, outcome: progress.outcome(interrupted: Task.isCancelled),
            targets: progress.targets, expiries: progress.expiries, problems: progress.problems)
        await context.observer.observe(.runFinished(record))
        return record
    }

    /// Writes the record to every storage that answers. Apart from ``run()`` so that an interrupted run can write
    /// it too, outside the cancelled task.
    package func keep(_ record: RunRecord) async {
        for storage in job.storages {
            do {
                try await job.vault(on: storage).write(record)
            } catch {
                let text =
                    "storage \(storage.name): the run record was not kept: \(LifeboatError(wrapping: error).summary)"
                await context.observer.observe(.warning(job: job.name, text))
            }
        }
    }

    private func backUp(_ source: JobSource, _ id: BackupID, _ progress: inout RunProgress) async {
        do {
            let taken = progress.names
            let done = try await onStageThread("source") {
                try await source.source.withSession { session in
                    try await backUp(source, session, id, taken)
                }
            }
            progress.add(done)
        } catch {
            var failure = LifeboatError(wrapping: error)
            if let name = source.name { failure = failure.at("source \(name)") }
            progress.problems.append(failure.summary)
            await context.observer.observe(.problem(job: job.name, failure))
        }
    }

    private func backUp(
        _ source: JobSource, _ session: any SourceSession, _ id: BackupID, _ taken: Set<String>
    ) async throws -> RunProgress {
        var progress = RunProgress(names: taken)
        for target in try await session.targets() where !Task.isCancelled {
            let name = source.fullName(of: target)
            let record: TargetRecord
            if let clash = progress.claim(name) {
                record = TargetRecord(
                    target: name, outcome: .failed, problem: clash.summary, seconds: 0, plainBytes: 0, storedBytes: 0,
                    deliveries: [])
            } else {
                let backup = TargetBackup(
                    job: job, source: source, session: session, target: target, id: id, context: context)
                await context.observer.observe(
                    .targetStarted(job: job.name, target: name, estimatedSize: target.estimatedSize))
                record = await backup.run()
            }
            progress.targets.append(record)
            await context.observer.observe(.targetFinished(job: job.name, record))
        }
        return progress
    }

    /// Only where a new backup was committed, and only the history of that target: nights of failures empty nothing.
    private func expire(after progress: inout RunProgress) async {
        for storage in job.storages {
            let expiry = Expiry(job: job, storage: storage)
            let renewed = progress.targets.filter { target in
                target.deliveries.contains { $0.storage == storage.name && $0.problem == nil }
            }
            guard !renewed.isEmpty else { continue }
            var records: [ExpiryRecord] = []
            for target in renewed {
                records.append(await expiry.expire(target: target.target, now: context.now()))
            }
            records.append(await expiry.tidy(now: context.now()))
            for record in records {
                progress.expiries.append(record)
                await context.observer.observe(.expired(job: job.name, record))
            }
        }
    }
}
