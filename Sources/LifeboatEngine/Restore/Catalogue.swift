package import Foundation
package import LifeboatCore

/// What a job has on its storages, and the choice of what is meant among it.
package struct Catalogue: Sendable {
    package var found: [FoundBackup]
    /// Storages that did not answer, and why. The others are still worth showing.
    package var unreachable: [(storage: JobStorage, error: LifeboatError)]
    /// Whether backups of another server lie in the same place.
    package var hasOtherServers: Bool
    private let job: Job

    /// - Parameter storage: looks only there.
    package static func read(_ job: Job, target: String? = nil, storage: String? = nil) async throws -> Catalogue {
        let storages = job.storages.filter { storage == nil || $0.name == storage }
        guard !storages.isEmpty else {
            throw LifeboatError(
                .usage, "job \(job.name) has no storage \(storage ?? "")",
                hint: "it has: \(job.storages.map(\.name).joined(separator: ", "))")
        }
        var catalogue = Catalogue(found: [], unreachable: [], hasOtherServers: false, job: job)
        for storage in storages {
            do {
                let vault = job.vault(on: storage)
                catalogue.found += try await vault.backups(of: target).map {
                    FoundBackup(backup: $0, storage: storage)
                }
                if catalogue.found.isEmpty, try await !vault.otherServers().isEmpty {
                    catalogue.hasOtherServers = true
                }
            } catch {
                catalogue.unreachable.append((storage, LifeboatError(wrapping: error).at("storage \(storage.name)")))
            }
        }
        if catalogue.unreachable.count == storages.count, let first = catalogue.unreachable.first { throw first.error }
        return catalogue
    }

    /// Backups in the full sense: with a receipt. Oldest first within each target.
    package var backups: [FoundBackup] { found.filter { $0.backup.hasReceipt } }

    /// Bytes without a receipt.
    package var leftovers: [FoundBackup] { found.filter { !$0.backup.hasReceipt } }

    /// The targets that have a backup, each once.
    package var targets: [KeyComponent] {
        Array(Set(backups.map(\.backup.target))).sorted { $0.escaped < $1.escaped }
    }

    /// The one that is meant, on the first storage of the job that has it.
    ///
    /// Of several, the newest of the best kind that there is: sound ones; partial ones; then, for nobody knows how old
    /// they really are, the same dated after `now`; ones that a verification found damaged; lost ones.
    package func choose(_ choice: BackupChoice, target: KeyComponent, now: Date) throws -> FoundBackup {
        let all = backups.filter { $0.backup.target == target }
        let matching: [FoundBackup]
        switch choice {
        case .latest: matching = all
        case .id(let id): matching = all.filter { $0.backup.id == id }
        case .asOf(let date): matching = all.filter { $0.backup.started <= date }
        }
        func merit(_ found: FoundBackup) -> (Int, BackupID) { (Self.worth(of: found.backup, now), found.backup.id) }
        guard let best = matching.map(merit).max(by: <), let chosen = matching.first(where: { merit($0) == best })
        else { throw nothing(choice, target) }
        return chosen
    }

    private static func worth(of backup: StoredBackup, _ now: Date) -> Int {
        if backup.isLost { return 0 }
        if backup.lastFinding?.ok == false { return 1 }
        return (backup.isInFuture(now) ? 2 : 4) + (backup.isSound ? 1 : 0)
    }

    /// The same backup on every storage that has it: the chosen copy, then the others, the ones first that are better
    /// known. Those that are lost are left out.
    package func copies(of chosen: FoundBackup, now: Date) -> [FoundBackup] {
        let others = backups.filter { copy in
            copy.backup.target == chosen.backup.target && copy.backup.id == chosen.backup.id
                && copy.storage.name != chosen.storage.name && !copy.backup.isLost
        }
        // Of equally good ones the order of the storages stays.
        let sorted = others.enumerated().sorted { left, right in
            let (one, other) = (Self.worth(of: left.element.backup, now), Self.worth(of: right.element.backup, now))
            return one == other ? left.offset < right.offset : one > other
        }
        return [chosen] + sorted.map(\.element)
    }

    /// The newest sound backup of the same target that is older than the chosen one.
    package func sound(before chosen: FoundBackup) -> FoundBackup? {
        backups.filter {
            $0.backup.target == chosen.backup.target && $0.backup.id < chosen.backup.id && $0.backup.isSound
        }.max { $0.backup.id < $1.backup.id }
    }

    /// What is younger than the chosen one of the same target and was passed over: the newest that is dated before
    /// `now`, and the newest that is not. Whoever takes an older one should know.
    package func passedOver(for chosen: FoundBackup, now: Date) -> [FoundBackup] {
        let younger = backups.filter { $0.backup.target == chosen.backup.target && $0.backup.id > chosen.backup.id }
        let present = younger.filter { !$0.backup.isInFuture(now) }
        let future = younger.filter { $0.backup.isInFuture(now) }
        return [present, future].compactMap { group in group.max { $0.backup.id < $1.backup.id } }
    }

    /// What a verification that does not read everything looks at, on each storage by itself: the newest of each
    /// target, one that is dated after `now` only where there is no other; and all that have lost their objects, for
    /// that is known without reading.
    package func worthVerifying(now: Date) -> [FoundBackup] {
        let groups = Dictionary(grouping: backups) { "\($0.storage.name)/\($0.backup.target.escaped)" }
        return groups.keys.sorted().flatMap { key -> [FoundBackup] in
            let group = groups[key] ?? []
            let present = group.filter { !$0.backup.isInFuture(now) }
            let newest = (present.isEmpty ? group : present).map(\.backup.id).max()
            return group.filter { $0.backup.isLost || $0.backup.id == newest }
        }
    }

    private func nothing(_ choice: BackupChoice, _ target: KeyComponent) -> LifeboatError {
        let name = target.name ?? target.escaped
        let what: String
        switch choice {
        case .latest: what = "there is no backup of \(job.name)/\(name)"
        case .id(let id): what = "there is no backup \(id) of \(job.name)/\(name)"
        case .asOf(let date):
            what = "there is no backup of \(job.name)/\(name) from \(UTCTime.extended(date)) or before"
        }
        return LifeboatError(.notFound, what, hint: emptyHint ?? "`lifeboat list \(job.name)` shows what there is")
    }

    /// Why there may be nothing to see.
    package var emptyHint: String? {
        guard backups.isEmpty else { return nil }
        if hasOtherServers {
            return "backups of another server lie there: set `main.server_name` to the name that made them"
        }
        return "looked at \(job.storages.map { "\($0.name) (\($0.location))" }.joined(separator: ", "))"
    }
}
