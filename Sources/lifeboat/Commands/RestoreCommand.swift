import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat restore`: put backups back.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup back: into a folder, to stdout, or in place.",
        discussion: """
            Takes the newest complete backup of the job's target, or of each of its
            targets. The stored bytes and the decoded ones are checked against the receipt
            while they pass.

            Where a job has several sources, --to makes a folder for each, by its name.

            --as-of takes 2026-11-23, 2026-11-23T03:00 (in the job's time zone) or
            2026-11-23T03:00:00Z.

            Exit status: 0 restored and proven; 1 failed; 3 restored, but not all as it was;
            4 the backup is damaged; 64 the command line is wrong; 78 the configuration is
            wrong; 143 or 130 when interrupted.

            Example: lifeboat restore desc-files --to /tmp/restored
            """)

    @Argument(help: "JOB or JOB/TARGET.")
    var address: BackupAddress

    @OptionGroup var common: SharedOptions

    @Option(help: "A backup's id, as `list` shows it, or latest.")
    var backup = "latest"

    @Option(help: ArgumentHelp("The newest backup that was started then or before.", valueName: "time"))
    var asOf: String?

    @Option(help: "Take it from this storage.")
    var storage: String?

    @Option(help: ArgumentHelp("Restore into this folder; it must be empty or absent.", valueName: "folder"))
    var to: String?

    @Flag(help: "With --to: into a folder that is not empty, over what has the same name there.")
    var force = false

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Restore beside the original, under this name.", valueName: "name"))
    var newName: String?

    @Flag(help: "Write the plain dump of one target to stdout.")
    var stdout = false

    @Flag(help: "Restore over the original.")
    var inPlace = false

    func validate() throws {
        let places = [to != nil, newName != nil, stdout, inPlace].count { $0 }
        guard places == 1 else {
            throw ValidationError("say where to: one of --to FOLDER, --as NAME, --stdout, --in-place")
        }
        guard !force || to != nil else { throw ValidationError("--force goes with --to") }
        guard asOf == nil || backup == "latest" else {
            throw ValidationError("--backup and --as-of exclude each other")
        }
        guard backup == "latest" || BackupID(backup) != nil else {
            throw ValidationError("\(backup) is not a backup's id; `lifeboat list` shows them")
        }
    }

    func run() async throws {
        let configuration = try common.configuration()
        let entry = try JobSelection.job(address.job, in: configuration)
        try JobSelection.requireStorage(storage, in: [entry])
        let job = Jobs(configuration.main).job(entry)
        let choice = try choice(job.calendar)
        let interruption = Interruption()
        let isExact: Bool
        do {
            isExact = try await interruption.guarding {
                try await at("job \(job.name)") { try await restore(job, choice) }
            }
        } catch {
            guard let code = interruption.exitCode else { throw error }
            Terminal.standardError.write(ErrorText.render(LifeboatError(wrapping: error)))
            throw Exit(code)
        }
        if !isExact { throw Exit(.degraded) }
    }

    private func choice(_ calendar: Calendar) throws -> BackupChoice {
        if let asOf {
            guard let date = TimeText.parse(asOf, calendar: calendar) else {
                throw LifeboatError(
                    .usage, "--as-of \(asOf) is not a time",
                    hint: "as 2026-11-23, 2026-11-23T03:00 or 2026-11-23T03:00:00Z")
            }
            return .asOf(date)
        }
        return BackupID(backup).map(BackupChoice.id) ?? .latest
    }

    /// Whether all was restored as it was.
    private func restore(_ job: Job, _ choice: BackupChoice) async throws -> Bool {
        let catalogue = try await Catalogue.read(job, target: address.target, storage: storage)
        for (_, error) in catalogue.unreachable { Terminal.standardError.write("warning: \(error.summary)\n") }
        if let target = address.target, catalogue.backups.isEmpty { throw try await unknown(target, of: job) }
        let targets = address.target.map { [Vault.component(ofTarget: $0)] } ?? catalogue.targets
        guard !targets.isEmpty else {
            throw LifeboatError(.notFound, "there is no backup", hint: catalogue.emptyHint)
        }
        guard targets.count == 1 || !(stdout || newName != nil) else {
            let names = targets.map { $0.name ?? $0.escaped }.joined(separator: ", ")
            throw LifeboatError(
                .usage, "the job has several targets", hint: "name one of them as \(job.name)/TARGET: \(names)")
        }
        let chosen = try targets.map { try catalogue.choose(choice, target: $0) }
        if choice == .latest { chosen.forEach { warn(of: catalogue.passedOver(for: $0), instead: $0) } }
        if let to, !force { try RestoreFolder.requireEmpty(to) }
        var isExact = true
        for found in chosen { isExact = try await restore(found, of: job) && isExact }
        return isExact
    }

    private func warn(of newer: FoundBackup?, instead chosen: FoundBackup) {
        guard let newer else { return }
        let state = newer.backup.isPartial ? "partial" : "damaged"
        Terminal.standardError.write(
            "warning: \(newer.backup.targetName): taking backup \(chosen.backup.id); a newer one is \(state): "
                + "--backup \(newer.backup.id) takes it all the same\n")
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

    private func restore(_ found: FoundBackup, of job: Job) async throws -> Bool {
        try await at("target \(found.backup.targetName)") {
            let restoration = try await Restoration.open(found, of: job)
            let receipt = restoration.receipt
            if !receipt.isComplete {
                Terminal.standardError.write(
                    "warning: backup \(receipt.id) of \(receipt.target) is partial; its receipt names what is missing (\(receipt.omissionCount))\n"
                )
            }
            guard let place = place(of: receipt) else {
                try await restoration.write(to: DescriptorWriter.standardOutput)
                return true
            }
            let result = try await restoration.restore(into: place)
            for omission in result.omissions.named {
                let detail = omission.detail.map { ": \($0)" } ?? ""
                Terminal.standardError.write("warning: not restored as it was: \(omission.name)\(detail)\n")
            }
            let unnamed = result.omissions.count - result.omissions.named.count
            if unnamed > 0 { Terminal.standardError.write("warning: not restored as it was: and \(unnamed) more\n") }
            // Other facts (versions, modes) are told for information only.
            let owners = result.facts["owners"]
            if let owners { Terminal.standardError.write("warning: owners: \(owners)\n") }
            let isExact = result.omissions.isEmpty && owners == nil
            let rest = isExact ? "" : ", but not all is as it was"
            let size = ByteSize(bytes: receipt.plain.size)
            Terminal.standardError.write(
                "restored \(receipt.target) from \(found.storage.name), backup \(receipt.id): \(size), digests and counts agree\(rest)\n"
            )
            return isExact
        }
    }

    /// `nil` is stdout. Targets of two sources may have one name, so each named source gets a folder of its own.
    private func place(of receipt: Receipt) -> RestorePlace? {
        if let to {
            let folder = receipt.source.map { "\(to)/\(KeyComponent(escaping: $0).escaped)" } ?? to
            return .folder(folder, replace: force)
        }
        if let newName { return .renamed(newName) }
        return inPlace ? .inPlace : nil
    }
}
