import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

extension RestoreCommand {
    /// Never throws: what went wrong is in the report.
    func restore(_ job: Job, _ choice: BackupChoice, _ server: ServerAddress?) async -> RestoreReport {
        var report = RestoreReport()
        let progress = stdout && Terminal.standardOutput.isInteractive ? nil : ProgressLine.onTerminal
        do {
            for found in try await chosen(job, choice, server) {
                try Task.checkCancellation()
                do {
                    try await restore(found, of: job, server, progress, &report)
                } catch {
                    // What was interrupted, or has nobody to write to, ends it all; another target may still be well.
                    progress?.clear()
                    let failure = LifeboatError(wrapping: error)
                    report.note(failure.at("target \(found.backup.targetName)").at("job \(job.name)"))
                    if Task.isCancelled { break }
                }
            }
        } catch {
            report.note(LifeboatError(wrapping: error).at("job \(job.name)"))
        }
        return report
    }

    /// What is to be restored, one backup of each target; nothing was written yet.
    private func chosen(
        _ job: Job, _ choice: BackupChoice, _ server: ServerAddress?
    ) async throws -> [FoundBackup] {
        let now = Date()
        let catalogue = try await Catalogue.read(job, target: address.target, storage: storage)
        for (_, error) in catalogue.unreachable { Terminal.standardError.write("warning: \(error.summary)\n") }
        if let target = address.target, catalogue.backups.isEmpty { throw try await unknown(target, of: job) }
        let targets = address.target.map { [Vault.component(ofTarget: $0)] } ?? catalogue.targets
        guard !targets.isEmpty else {
            throw LifeboatError(.notFound, "there is no backup", hint: catalogue.emptyHint)
        }
        guard targets.count == 1 || !(stdout || newName != nil || server?.database != nil) else {
            let names = targets.map { $0.name ?? $0.escaped }.joined(separator: ", ")
            throw LifeboatError(
                .usage, "the job has several targets", hint: "name one of them as \(job.name)/TARGET: \(names)")
        }
        let chosen = try targets.map { try catalogue.choose(choice, target: $0, now: now) }
        if choice == .latest {
            for found in chosen { warn(of: catalogue.passedOver(for: found, now: now), instead: found, now) }
        }
        if let to, server == nil, !force { try RestoreFolder.requireEmpty(to) }
        return chosen
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

    /// A target that has no backup: most often its name is not quite right.
    private func unknown(_ target: String, of job: Job) async throws -> LifeboatError {
        let catalogue = try await Catalogue.read(job, storage: storage)
        let names = catalogue.targets.map { $0.name ?? $0.escaped }
        let close = Suggestion.closestMatch(to: target, in: names).map { "did you mean \(job.name)/\($0)?" }
        let known = names.isEmpty ? nil : "there are backups of: \(names.joined(separator: ", "))"
        return LifeboatError(
            .notFound, "there is no backup of \(job.name)/\(target)", hint: close ?? known ?? catalogue.emptyHint)
    }

    private func restore(
        _ found: FoundBackup, of job: Job, _ server: ServerAddress?, _ progress: ProgressLine?,
        _ report: inout RestoreReport
    ) async throws {
        let restoration = try await Restoration.open(found, of: job)
        let receipt = restoration.receipt
        if !receipt.isComplete {
            Terminal.standardError.write(
                "warning: backup \(receipt.id) of \(receipt.target) is partial; its receipt names what is missing (\(receipt.omissionCount))\n"
            )
        }
        let name = "\(job.name)/\(receipt.target)"
        guard let place = place(of: receipt, server) else {
            try await restoration.write(to: DescriptorWriter.standardOutput) { progress?.observe($0, of: name) }
            progress?.clear()
            return
        }
        let result = try await restoration.restore(into: place) { progress?.observe($0, of: name) }
        progress?.clear()
        report.add(found, of: job.name, receipt, into: place, result)
    }

    /// `nil` is stdout. Targets of two sources may have one name, so each named source gets a folder of its own.
    private func place(of receipt: Receipt, _ server: ServerAddress?) -> RestorePlace? {
        if let server { return .server(server, replace: force) }
        if let to {
            let folder = receipt.source.map { "\(to)/\(KeyComponent(escaping: $0).escaped)" } ?? to
            return .folder(folder, replace: force)
        }
        if let newName { return .renamed(newName) }
        return inPlace ? .inPlace : nil
    }
}
