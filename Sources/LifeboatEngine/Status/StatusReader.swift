package import Foundation
package import LifeboatCore

/// Finds out how a job is doing from its storages alone: names, findings, run records. It changes nothing.
package struct StatusReader: Sendable {
    /// So many run records are opened at most to find one that names all targets.
    private static let recordLimit = 30
    /// A backup dated so far ahead of us may come from a host whose clock is a little faster.
    private static let clockTolerance: TimeInterval = 600

    private let job: Job
    private let expected: ExpectedInterval?
    private let clock: any Clock<Duration>
    private let opensReceipts: Bool
    private let patience: Duration?

    /// - Parameters:
    ///   - clock: for the time limits: a storage that does not answer for its stall timeout is unreachable.
    ///   - patience: a storage that does not answer for so long is unreachable, too, whatever its stall timeout is.
    ///   - opensReceipts: whether also what only receipts know is wanted: one more read for each target and storage.
    package init(
        _ job: Job, expected: ExpectedInterval?, clock: any Clock<Duration>, patience: Duration? = nil,
        opensReceipts: Bool = false
    ) {
        self.job = job
        self.expected = expected
        self.clock = clock
        self.opensReceipts = opensReceipts
        self.patience = patience
    }

    /// Of the job.
    package var name: String { job.name }

    /// - Parameter lastRun: the record of a run that has just ended, which may not have been kept anywhere.
    package func read(now: Date, lastRun: RunRecord? = nil) async -> JobStatus {
        let surveys = await surveys()
        var notes: [LifeboatError] = []
        let records = await records(lastRun, surveys, &notes)
        var names: [KeyComponent: String] = [:]
        for backup in surveys.flatMap(\.backups) { names[backup.target] = backup.targetName }
        for target in records.last?.targets ?? [] where target.isPlaceholder != true {
            names[Vault.component(ofTarget: target.target)] = target.target
        }
        let gone = names.compactMapValues { goneTarget($0, surveys, records.complete) }

        var storages: [StorageStatus] = []
        for survey in surveys {
            var status = StorageStatus(
                name: survey.storage.name, required: survey.storage.required, failure: survey.failure)
            if survey.failure == nil {
                for (component, name) in names {
                    var target = await self.target(component, survey, now, &notes)
                    target.gone = gone[component]
                    target.isRetired = gone[component]?.isRetired(at: now, expected: expected) ?? false
                    // A backup that is younger than the record says more than it.
                    if let last = records.last, target.newest.map({ $0 <= last.id.started }) ?? true {
                        (target.lastResult, target.lastProblem) = last.result(of: name, on: survey.storage.name)
                    }
                    status.targets[name] = target
                }
            }
            storages.append(status)
        }
        return JobStatus(
            job: job.name, type: job.type, serverName: job.serverName, expected: expected, lastRun: records.last,
            storages: storages, notes: notes)
    }

    // MARK: Storages

    private struct Survey: Sendable {
        var storage: JobStorage
        var backups: [StoredBackup] = []
        var runs: [BackupID] = []
        var failure: LifeboatError?
    }

    /// All at once: one that does not answer keeps nobody from the others.
    private func surveys() async -> [Survey] {
        await withTaskGroup(of: (Int, Survey).self) { group in
            for (index, storage) in job.storages.enumerated() {
                group.addTask { (index, await survey(storage)) }
            }
            var surveys: [(Int, Survey)] = []
            for await survey in group { surveys.append(survey) }
            return surveys.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func survey(_ storage: JobStorage) async -> Survey {
        var survey = Survey(storage: storage)
        do {
            let vault = job.vault(on: storage)
            (survey.backups, survey.runs) = try await inTime(storage) {
                (try await vault.backups().filter(\.hasReceipt), try await vault.runRecords())
            }
        } catch {
            survey.failure = LifeboatError(wrapping: error).at("storage \(storage.name)").at("job \(job.name)")
        }
        return survey
    }

    private func inTime<Value: Sendable>(
        _ storage: JobStorage, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = min(storage.stallTimeout, patience ?? storage.stallTimeout)
        let failure = storage.stalled("no answer for \(DurationText.describe(limit))")
        return try await withTimeout(limit, clock: clock, otherwise: failure) {
            try await onStageThread("status") { try await body() }
        }
    }

    // MARK: Run records

    /// The newest record of this job's server; and the newest one that names every target that the job has.
    private func records(
        _ given: RunRecord?, _ surveys: [Survey], _ notes: inout [LifeboatError]
    ) async -> (last: RunRecord?, complete: RunRecord?) {
        var last = given
        if let given, given.namesAllTargets { return (given, given) }
        let ids = Set(surveys.flatMap(\.runs)).filter { $0 != given?.id }.sorted(by: >)
        for id in ids.prefix(Self.recordLimit) {
            guard let record = await record(id, surveys, &notes),
                record.serverName == nil || record.serverName == job.serverName
            else { continue }
            last = last ?? record
            if record.namesAllTargets { return (last, record) }
        }
        return (last, nil)
    }

    /// From the first storage that can give it.
    private func record(_ id: BackupID, _ surveys: [Survey], _ notes: inout [LifeboatError]) async -> RunRecord? {
        for survey in surveys where survey.runs.contains(id) {
            do {
                let vault = job.vault(on: survey.storage)
                return try await inTime(survey.storage) { try await vault.runRecord(id) }
            } catch {
                notes.append(note(error, "the record of run \(id)", survey))
            }
        }
        return nil
    }

    /// What is known of a target that the last run that knew all of them did not find.
    private func goneTarget(_ target: String, _ surveys: [Survey], _ complete: RunRecord?) -> GoneTarget? {
        guard let complete else { return nil }
        let component = Vault.component(ofTarget: target)
        guard !complete.targets.contains(where: { Vault.component(ofTarget: $0.target) == component }) else {
            return nil
        }
        let newest = surveys.flatMap(\.backups).filter { $0.target == component }.map(\.id).max()
        guard let newest, newest < complete.id else { return nil }
        let noted = complete.gone?.first { Vault.component(ofTarget: $0.target) == component }
        // One that it did not note it may have been the first to miss; one that does not look, any before it.
        return noted
            ?? GoneTarget(
                target: target, since: complete.gone == nil ? newest.started : complete.id.started,
                lastBackup: newest.started, told: complete.id)
    }

    // MARK: Targets

    private func target(
        _ component: KeyComponent, _ survey: Survey, _ now: Date, _ notes: inout [LifeboatError]
    ) async -> TargetStatus {
        let backups = survey.backups.filter { $0.target == component }.sorted { $0.id > $1.id }
        let present = backups.filter { !$0.isInFuture(now.addingTimeInterval(Self.clockTolerance)) }
        let usable = present.filter { !$0.isLost && $0.lastFinding?.ok != false }
        var status = TargetStatus()
        status.retained = backups.count
        status.newest = usable.first?.started
        status.oldest = usable.last?.started
        status.isPartial = usable.first?.isPartial ?? false
        status.storedBytes = usable.first?.object?.size
        status.previousStoredBytes = usable.dropFirst().first?.object?.size
        let isKnownDamaged = backups.contains { $0.lastFinding?.ok == false }
        status.isDamaged = isKnownDamaged || present.first.map { $0.id != usable.first?.id } ?? false
        let finding = backups.flatMap(\.findings).max { ($0.at, $0.ok ? 0 : 1) < ($1.at, $1.ok ? 0 : 1) }
        status.verified = finding?.at
        // Of one that is kept and damaged it is said for as long as it is kept, whatever was verified since.
        status.verifiedOk = finding.map { _ in !isKnownDamaged }
        if opensReceipts, let newest = usable.first {
            do {
                let vault = job.vault(on: survey.storage)
                status.plainBytes = try await inTime(survey.storage) { try await vault.receipt(of: newest) }.plain.size
            } catch {
                notes.append(note(error, "target \(newest.targetName)", survey))
            }
        }
        return status
    }

    private func note(_ error: any Error, _ what: String, _ survey: Survey) -> LifeboatError {
        LifeboatError(wrapping: error).at(what).at("storage \(survey.storage.name)").at("job \(job.name)")
    }
}
