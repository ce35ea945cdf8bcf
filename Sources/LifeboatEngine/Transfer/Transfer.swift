package import Foundation
import LifeboatCore
import LifeboatStreams

/// Brings a storage of a job up to date with another one: the same bytes, the same receipts.
///
/// A backup is copied as a run delivers one: the object first, proven by its receipt while it passes, and the receipt
/// last. Whole ones are what it goes by: it can be interrupted at any moment and begun again.
package struct Transfer: Sendable {
    private let job: Job
    private let origin: JobStorage
    private let destination: JobStorage
    private let clock: any Clock<Duration>

    /// - Parameter clock: for stall timeouts.
    package init(_ job: Job, from origin: JobStorage, to destination: JobStorage, clock: any Clock<Duration>) {
        self.job = job
        self.origin = origin
        self.destination = destination
        self.clock = clock
    }

    /// Decides about everything that the one storage holds, the newest first within each target, and changes nothing.
    ///
    /// What the other one's own retention would remove at once is left where it is.
    ///
    /// - Parameter target: one target's name; `nil` for all.
    package func plan(target: String? = nil, now: Date) async throws -> [TransferDecision] {
        let held = try await receipted(on: origin, target)
        let there = Dictionary(grouping: try await receipted(on: destination, target), by: \.target)
        let byTarget = Dictionary(grouping: held, by: \.target)
        return byTarget.keys.sorted { $0.escaped < $1.escaped }.flatMap { target in
            decide(about: byTarget[target] ?? [], there: there[target] ?? [], now)
        }
    }

    private func receipted(on storage: JobStorage, _ target: String?) async throws -> [StoredBackup] {
        do {
            return try await job.vault(on: storage).backups(of: target).filter(\.hasReceipt)
        } catch {
            throw LifeboatError(wrapping: error).at("storage \(storage.name)")
        }
    }

    /// - Parameters: of one target.
    private func decide(about held: [StoredBackup], there: [StoredBackup], _ now: Date) -> [TransferDecision] {
        let present = Dictionary(there.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let useful = held.filter { !$0.isLost && (present[$0.id]?.isLost ?? true) }
        let all = (there.filter { !$0.isLost } + useful).sorted { $0.id > $1.id }
        let retention = destination.retention.plan(
            for: all, takenAt: \.started, complete: \.isSound, protected: { _ in false }, now: now,
            calendar: job.calendar)
        let removed = Dictionary(
            retention.decisions.filter { !$0.isKept }.map { ($0.item.id, $0.reason) }, uniquingKeysWith: { $1 })
        return held.sorted { $0.id > $1.id }.map { backup in
            let other = present[backup.id]
            let reason: TransferDecision.Reason =
                if let other, !other.isLost {
                    .isThere
                } else if backup.isLost {
                    .lost
                } else if let why = removed[backup.id] {
                    .notKept(why)
                } else if backup.lastFinding?.ok == false {
                    .damaged
                } else {
                    other == nil ? .missing : .lostThere
                }
            return TransferDecision(backup: backup, reason: reason)
        }
    }

    /// Copies one backup.
    ///
    /// - Returns: the bytes that the other storage has now: its object's.
    package func copy(
        _ backup: StoredBackup, progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws -> Int64 {
        let vault = job.vault(on: origin)
        let stored = try await at(origin) { try await vault.storedReceipt(of: backup) }
        let key = vault.objectKey(of: backup, stored.receipt)
        if try await !isThere(stored.receipt, key) {
            try await deliver(backup, stored, key, progress)
        } else {
            try await at(destination) { try await job.vault(on: destination).adopt(stored, at: key) }
        }
        return stored.receipt.stored.size
    }

    /// Whether an earlier transfer, or a run, has brought the object but no receipt. What is something else is removed:
    /// no backup is made of it any more.
    private func isThere(_ receipt: Receipt, _ key: ObjectKey) async throws -> Bool {
        let storage = destination.storage
        let reading = Movement()
        return try await at(destination, unless: reading.hasMoved) {
            guard try await storage.stat(key) != nil else { return false }
            do {
                try await storage.read(key, range: nil) { stream in
                    let checked = stream.verified(against: receipt.stored, "the object")
                    while try await checked.next() != nil { reading.note() }
                }
                return true
            } catch let error as LifeboatError where error.kind == .corrupted {
                // With a receipt it is a backup, if a damaged one: that is for people to decide.
                guard try await storage.stat(key.parent.appending(name: VaultLayout.receipt)) == nil else {
                    throw error
                }
                try await storage.delete(key)
                return false
            }
        }
    }

    private func deliver(
        _ backup: StoredBackup, _ stored: StoredReceipt, _ key: ObjectKey,
        _ progress: @escaping @Sendable (ReadingProgress) -> Void
    ) async throws {
        let receipt = stored.receipt
        let pipe = BytePipe.make()
        let output = WatchedWriter(pipe.writer)
        async let fetched = Stage.run(pipe.writer) {
            try await at(origin, unless: output.hasMoved) {
                try await job.vault(on: origin).open(backup, receipt) { bytes in
                    try await bytes.verified(against: receipt.stored, "the stored object")
                        .telling(progress, .copying, of: receipt.stored.size).forward(to: output)
                }
            }
        }
        let deliveries = await FanOut([destination], clock: clock).deliver(
            pipe.reader, key, counting: StreamDigest(),
            commit: { delivery in
                var delivery = delivery
                do {
                    try await at(destination) { try await job.vault(on: destination).adopt(stored, at: key) }
                } catch {
                    delivery.result = .failure(LifeboatError(wrapping: error))
                }
                return delivery
            }, progress: {})
        // What could not be read explains what could not be written, but not the other way round.
        if case .failure(let cause) = await fetched, !cause.isSameTrouble(as: TargetBackup.everyStorageFailed) {
            throw cause
        }
        for delivery in deliveries {
            guard case .failure(let error) = delivery.result else { continue }
            // The commit has named it.
            throw delivery.isStored ? error : error.at("storage \(destination.name)")
        }
    }

    /// On a thread of its own, since storages may block, and not for longer than the storage's stall timeout; an error says
    /// whose it is.
    private func at<Value: Sendable>(
        _ storage: JobStorage, unless hasMoved: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let limit = storage.stallTimeout
        let failure = storage.stalled("no answer for \(DurationText.describe(limit))")
        do {
            return try await withTimeout(limit, clock: clock, otherwise: failure, unless: hasMoved) {
                try await onStageThread("transfer", body)
            }
        } catch {
            throw LifeboatError(wrapping: error).at("storage \(storage.name)")
        }
    }
}
