package import Foundation
package import LifeboatCore

/// Decides what one storage keeps of a job, and removes the rest. Each storage by itself.
package struct Expiry: Sendable {
    private let job: Job
    private let storage: JobStorage

    package init(job: Job, storage: JobStorage) {
        self.job = job
        self.storage = storage
    }

    private var vault: Vault { job.vault(on: storage) }

    /// Decides, and changes nothing.
    ///
    /// - Parameter target: one target's name; `nil` for all that is there, targets that the job no longer names included.
    package func plan(target: String? = nil, now: Date) async throws -> [ExpiryPlan] {
        let byTarget = Dictionary(grouping: try await vault.backups(of: target).filter(\.hasReceipt), by: \.target)
        return byTarget.keys.sorted { $0.escaped < $1.escaped }.map { component in
            // Newest first: so the younger of two that began in one second counts as the newer.
            let backups = (byTarget[component] ?? []).sorted { $0.id > $1.id }
            return ExpiryPlan(
                storage: storage.name, target: backups.first?.targetName ?? component.escaped,
                policy: storage.retention,
                retention: storage.retention.plan(
                    for: backups, takenAt: \.started, complete: \.isSound, lost: \.isLost,
                    noticeEnds: now.addingTimeInterval(-job.abandonedAfter), protected: { _ in false }, now: now,
                    calendar: job.calendar))
        }
    }

    /// Applies a plan. The first failure ends it: what is left is removed next time.
    ///
    /// - Parameter progress: is told how many have been removed so far.
    package func apply(_ plan: ExpiryPlan, progress: (Int) -> Void = { _ in }) async -> ExpiryRecord {
        var record = self.record(of: plan.target)
        let lost = plan.lost.map(\.id.text)
        if !lost.isEmpty { record.lost = lost }
        do {
            // Oldest first, so that an interrupted expiry leaves the younger ones.
            for backup in plan.retention.removed.sorted(by: { $0.id < $1.id }) {
                try Task.checkCancellation()
                if try await vault.retainedUntil(backup) != nil {
                    record.retain(backup.id.text)
                    continue
                }
                try await backup.isLost ? vault.removeLost(backup) : vault.remove(backup)
                record.removed.append(backup.id.text)
                progress(record.removed.count)
            }
        } catch {
            record.fail(error)
        }
        return record
    }

    /// Plans and applies for one target.
    package func expire(target: String, now: Date) async -> ExpiryRecord {
        do {
            guard let plan = try await plan(target: target, now: now).first else {
                return record(of: target)
            }
            return await apply(plan)
        } catch {
            var record = record(of: target)
            record.fail(error)
            return record
        }
    }

    private func record(of target: String?) -> ExpiryRecord {
        ExpiryRecord(storage: storage.name, required: storage.required, target: target)
    }

    /// Bytes without a receipt whose run began before the job's limit: what crashed runs left. Younger ones may
    /// belong to a slow run elsewhere.
    package func abandoned(now: Date) async throws -> [StoredBackup] {
        try await vault.backups().filter {
            !$0.hasReceipt && $0.started < now.addingTimeInterval(-job.abandonedAfter)
        }
    }

    /// Removes what crashed runs left, and old run records.
    package func tidy(now: Date) async -> ExpiryRecord {
        var record = record(of: nil)
        do {
            for leftover in try await abandoned(now: now) {
                try Task.checkCancellation()
                let name = "\(leftover.targetName)/\(leftover.id)"
                if try await vault.retainedUntil(leftover) != nil {
                    record.retain(name)
                    continue
                }
                try await vault.removeLeftover(leftover)
                record.removed.append(name)
            }
            for id in try await vault.runRecords() where id.started < now.addingTimeInterval(-job.keepRunRecords) {
                try Task.checkCancellation()
                try await vault.removeRunRecord(id)
            }
            if let uploads = storage.storage as? any AbandonedUploads {
                _ = try await uploads.removeAbandoned(
                    below: ObjectKey(names: job.name), olderThan: now.addingTimeInterval(-job.abandonedAfter))
            }
        } catch {
            record.fail(error)
        }
        return record
    }
}
