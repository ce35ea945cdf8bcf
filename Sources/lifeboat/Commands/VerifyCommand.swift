import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat verify`: stored bytes against receipts.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read stored backups and compare them with their receipts.",
        discussion: """
            Reads the newest backup of each target on each storage, with --all every one, \
            and leaves a finding beside it. Backups whose objects are gone are named in any \
            case. A backup dated in the future is read only where there is no other, or \
            with --all. With --quick only receipts are read, and what the storages say of \
            the objects is compared with them: that they are there, their sizes, and their \
            digests where a storage keeps some (S3, of objects that were sent in one part).

            Exit status: 0 all are intact; 4 one is damaged; 5 one could not be verified, \
            or there is none; 64 no such job; 78 the configuration is wrong; 143 or 130 when \
            interrupted. A storage with `required: no` that does not answer is a warning.

            Example: lifeboat verify desc-files --all
            """)

    @Argument(help: "JOB, JOB/TARGET or JOB/TARGET/ID. Without it: all jobs.")
    var address: BackupAddress?

    @OptionGroup var common: SharedOptions

    @Flag(help: "Every backup, not only the newest of each target.")
    var all = false

    @Flag(help: "Compare what the storages say of the objects; do not read them.")
    var quick = false

    @Option(help: "Only on this storage.")
    var storage: String?

    @Option(name: [.customShort("o"), .long], help: "How to report: text or json.")
    var output = ReportFormat.text

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(address.map { [$0.job] } ?? [], from: configuration)
        try JobSelection.requireStorage(storage, in: chosen)
        let looked = chosen.filter { entry in storage == nil || entry.storages.contains { $0.name == storage } }
        let jobs = Jobs(configuration)
        let interruption = Interruption()
        let report: VerificationReport
        do {
            report = try await interruption.guarding {
                var report = VerificationReport()
                do {
                    for entry in looked {
                        try Task.checkCancellation()
                        try await verify(jobs.job(entry), into: &report)
                    }
                } catch  where Task.isCancelled {
                    // What was verified before the signal is reported.
                }
                return report
            }
        } catch {
            throw interruption.exit ?? error
        }
        if output == .json { try report.writeJSON() }
        if let exit = interruption.exit ?? report.exit { throw exit }
    }

    private func verify(_ job: Job, into report: inout VerificationReport) async throws {
        let catalogue: Catalogue
        do {
            catalogue = try await Catalogue.read(job, target: address?.target, storage: storage)
        } catch {
            report.note(LifeboatError(wrapping: error).at("job \(job.name)"))
            return
        }
        for (storage, error) in catalogue.unreachable {
            report.note(error.at("job \(job.name)"), isWarning: !storage.required)
        }
        for leftover in catalogue.leftovers { report.note(leftover, of: job.name) }
        let chosen = chosen(from: catalogue)
        if chosen.isEmpty { report.note(try await nothing(in: catalogue, of: job).at("job \(job.name)")) }
        let verification = Verification(job: job, isQuick: quick, now: { Date() })
        let progress = ProgressLine.onTerminal
        for found in chosen {
            try Task.checkCancellation()
            let name = "\(job.name)/\(found.backup.targetName)"
            defer { progress?.clear() }
            let result = try await verification.verify(found) { progress?.observe($0, of: name) }
            progress?.clear()
            try report.add(result, of: job.name, shown: output == .text)
        }
    }

    private func chosen(from catalogue: Catalogue) -> [FoundBackup] {
        if let id = address?.id { return catalogue.backups.filter { $0.backup.id == id } }
        return all ? catalogue.backups : catalogue.worthVerifying(now: Date())
    }

    private func nothing(in catalogue: Catalogue, of job: Job) async throws -> LifeboatError {
        guard let address, address.target != nil else {
            return LifeboatError(.notFound, "there is nothing to verify", hint: catalogue.emptyHint)
        }
        return try await MissingBackup.error(address, of: job, storage: storage)
    }
}
