import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

extension RestoreCommand {
    /// Never throws: what went wrong is in the report.
    func restore(_ job: Job, _ choice: BackupChoice, _ server: ServerAddress?) async -> RestoreReport {
        var report = RestoreReport(anyOwner: anyOwner)
        let progress = stdout && Terminal.standardOutput.isInteractive ? nil : ProgressLine.onTerminal
        do {
            let (catalogue, chosen) = try await chosen(job, choice, server)
            for found in chosen {
                try Task.checkCancellation()
                do {
                    try await restore(found, among: catalogue, of: job, server, progress, &report)
                } catch {
                    // What was interrupted, or has nobody to write to, ends it all; another target may still be well.
                    progress?.clear()
                    report.note(failure(error, found, among: catalogue, of: job))
                    if Task.isCancelled { break }
                }
            }
        } catch {
            report.note(LifeboatError(wrapping: error).at("job \(job.name)"))
        }
        return report
    }

    /// What there is, and what of it is to be restored, one backup of each target; nothing was written yet.
    private func chosen(
        _ job: Job, _ choice: BackupChoice, _ server: ServerAddress?
    ) async throws -> (Catalogue, [FoundBackup]) {
        let now = Date()
        let catalogue = try await Catalogue.read(job, target: address.target, storage: storage)
        for (_, error) in catalogue.unreachable { Terminal.standardError.write("warning: \(error.summary)\n") }
        if address.target != nil, catalogue.backups.isEmpty {
            throw try await MissingBackup.error(address, of: job, storage: storage)
        }
        let targets = address.target.map { [Vault.component(ofTarget: $0)] } ?? catalogue.targets
        guard !targets.isEmpty else {
            throw LifeboatError(.notFound, "there is no backup", hint: catalogue.emptyHint)
        }
        guard targets.count == 1 || !(stdout || newName != nil || server?.database != nil) else {
            let names = targets.map { $0.name ?? $0.escaped }.joined(separator: ", ")
            throw LifeboatError(
                .usage, "the job has several targets", hint: "name one of them as \(job.name)/TARGET: \(names)")
        }
        let chosen = try job.inRestoreOrder(targets).map { try catalogue.choose(choice, target: $0, now: now) }
        if choice == .latest {
            for found in chosen { warn(of: catalogue.passedOver(for: found, now: now), instead: found, now) }
        }
        if let to, server == nil, !force { try RestoreFolder.requireEmpty(to) }
        return (catalogue, chosen)
    }

    private func warn(of younger: [FoundBackup], instead chosen: FoundBackup, _ now: Date) {
        let target = chosen.backup.targetName
        if chosen.backup.isInFuture(now) {
            Terminal.standardError.write(
                "warning: \(target): backup \(chosen.backup.id) is dated in the future: the clock of the host that made it "
                    + "was wrong, or this one's is\n")
        }
        for newer in younger {
            Terminal.standardError.write(
                "warning: \(target): taking backup \(chosen.backup.id); a newer one is \(Self.flaw(newer.backup, now)): "
                    + "--backup \(newer.backup.id) takes it all the same\n")
        }
    }

    /// Why a backup was passed over.
    private static func flaw(_ backup: StoredBackup, _ now: Date) -> String {
        if backup.isLost { return "without its object" }
        if backup.lastFinding?.ok == false { return "damaged" }
        return backup.isInFuture(now) ? "dated in the future" : "partial"
    }

    private func restore(
        _ found: FoundBackup, among catalogue: Catalogue, of job: Job, _ server: ServerAddress?,
        _ progress: ProgressLine?, _ report: inout RestoreReport
    ) async throws {
        let copies = BackupCopies(catalogue.copies(of: found, now: Date()), of: job)
        let name = "\(job.name)/\(found.backup.targetName)"
        func warn(of copy: UnreadableCopy) {
            progress?.clear()
            Terminal.standardError.write(
                "warning: \(Self.placed(copy, of: job).summary): trying another storage's copy\n")
        }
        if stdout {
            let restored = try await copies.write(to: DescriptorWriter.standardOutput, unreadable: warn) {
                progress?.observe($0, of: name)
            }
            progress?.clear()
            report.addToStdout(restored, of: job.name)
        } else {
            let restored = try await copies.restore(into: { place(of: $0, server) }, unreadable: warn) {
                progress?.observe($0, of: name)
            }
            progress?.clear()
            report.add(restored, of: job.name, into: place(of: restored.receipt, server))
        }
    }

    /// What kept a target from being restored; where its backup is the reason, with another one to take.
    private func failure(
        _ error: any Error, _ found: FoundBackup, among catalogue: Catalogue, of job: Job
    ) -> LifeboatError {
        guard let copy = error as? UnreadableCopy else {
            return LifeboatError(wrapping: error).at("target \(found.backup.targetName)").at("job \(job.name)")
        }
        var failure = Self.placed(copy, of: job)
        failure.hint = wayOn(from: copy.found, among: catalogue, of: job) ?? failure.hint
        return failure
    }

    private static func placed(_ copy: UnreadableCopy, of job: Job) -> LifeboatError {
        copy.reason.at("backup \(copy.found.backup.id) on \(copy.found.storage.name)")
            .at("target \(copy.found.backup.targetName)").at("job \(job.name)")
    }

    private func wayOn(from found: FoundBackup, among catalogue: Catalogue, of job: Job) -> String? {
        // To stdout they were not tried.
        if stdout, let other = catalogue.copies(of: found, now: Date()).dropFirst().first {
            return "take the copy on the other storage: --storage \(other.storage.name) --backup \(found.backup.id)"
        }
        if storage != nil, job.storages.count > 1 {
            return "another storage may have a good copy, which is looked for without --storage"
        }
        return catalogue.sound(before: found).map { "take the one before it: --backup \($0.backup.id)" }
    }

    /// Targets of two sources may have one name, so each named source gets a folder of its own.
    private func place(of receipt: Receipt, _ server: ServerAddress?) -> RestorePlace {
        if let server { return .server(server, replace: force) }
        if let to {
            let folder = receipt.source.map { "\(to)/\(KeyComponent(escaping: $0).escaped)" } ?? to
            return .folder(folder, replace: force)
        }
        if let newName { return .renamed(newName) }
        return .inPlace
    }
}
