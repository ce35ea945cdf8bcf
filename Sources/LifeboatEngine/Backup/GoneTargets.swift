import Foundation
import LifeboatCore

/// Finds the targets that a job has backups of and does not find any more.
///
/// Since when, and when it was said last, earlier run records say: so a run needs no memory of its own.
struct GoneTargets: Sendable {
    /// So many run records are opened at most, on each storage, to find one that knows.
    private static let recordLimit = 30

    private let job: Job
    private let clock: any Clock<Duration>

    init(_ job: Job, _ clock: any Clock<Duration>) {
        self.job = job
        self.clock = clock
    }

    /// - Parameter run: one that knew all of its targets.
    /// - Returns: by name; `nil` where no storage said which backups there are. And what kept them from it.
    func find(after run: RunRecord) async -> (gone: [GoneTarget]?, failures: [LifeboatError]) {
        var failures: [LifeboatError] = []
        var newest: [KeyComponent: StoredBackup] = [:]
        var answering: [JobStorage] = []
        for storage in job.storages where Self.took(run, storage) {
            do {
                let vault = job.vault(on: storage)
                for backup in try await inTime(storage, { try await vault.backups() }) where backup.hasReceipt {
                    if newest[backup.target].map({ $0.id < backup.id }) ?? true { newest[backup.target] = backup }
                }
                answering.append(storage)
            } catch {
                failures.append(failure(error, storage))
            }
        }
        guard !answering.isEmpty else { return (nil, failures) }
        for target in run.targets { newest[Vault.component(ofTarget: target.target)] = nil }
        // What another run stored meanwhile is not gone.
        newest = newest.filter { $0.value.id < run.id }
        guard !newest.isEmpty else { return ([], failures) }

        let known = await known(before: run, answering, &failures)
        let gone = newest.map { component, backup in
            // Where no run has looked yet, it may have been gone since its last backup.
            known?[component]?.still(in: run.id, expected: job.expected)
                ?? GoneTarget(
                    target: backup.targetName, since: known == nil ? backup.started : run.id.started,
                    lastBackup: backup.started, told: run.id)
        }
        return (gone.sorted { $0.target < $1.target }, failures)
    }

    /// A storage that took nothing of a run has said already what is wrong with it.
    private static func took(_ run: RunRecord, _ storage: JobStorage) -> Bool {
        run.targets.flatMap(\.deliveries).contains { $0.storage == storage.name && $0.problem == nil }
    }

    /// What the newest run before this one knew that looked; `nil` where none is known that did.
    private func known(
        before run: RunRecord, _ storages: [JobStorage], _ failures: inout [LifeboatError]
    ) async -> [KeyComponent: GoneTarget]? {
        var newest: RunRecord?
        for storage in storages {
            do {
                let found = try await inTime(storage) { try await record(before: run.id, storage) }
                if let found, newest.map({ $0.id < found.id }) ?? true { newest = found }
            } catch {
                failures.append(failure(error, storage))
            }
        }
        guard let gone = newest?.gone else { return nil }
        return Dictionary(gone.map { (Vault.component(ofTarget: $0.target), $0) }, uniquingKeysWith: { $1 })
    }

    private func record(before id: BackupID, _ storage: JobStorage) async throws -> RunRecord? {
        let vault = job.vault(on: storage)
        for earlier in try await vault.runRecords().reversed().filter({ $0 < id }).prefix(Self.recordLimit) {
            do {
                let record = try await vault.runRecord(earlier)
                let isOurs = record.serverName == nil || record.serverName == job.serverName
                if isOurs, record.gone != nil { return record }
            } catch let error as LifeboatError where [.corrupted, .notFound].contains(error.kind) {
                // Damaged, or removed meanwhile: an older one tells nearly as much.
                continue
            }
        }
        return nil
    }

    private func inTime<Value: Sendable>(
        _ storage: JobStorage, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        // As for an expiry: a listing and some records are many requests.
        let limit = storage.stallTimeout * 12
        let failure = storage.stalled("no end within \(DurationText.describe(limit))")
        return try await withTimeout(limit, clock: clock, otherwise: failure, body)
    }

    private func failure(_ error: any Error, _ storage: JobStorage) -> LifeboatError {
        LifeboatError(wrapping: error).at("it was not found out which targets are no longer there")
            .at("storage \(storage.name)")
    }
}
