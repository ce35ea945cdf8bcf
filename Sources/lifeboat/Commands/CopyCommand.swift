import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat copy`: bring a storage up to date with another.
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Bring a storage up to date with another one.",
        discussion: """
            Copies every backup of a job that the one storage holds and the other lacks, the \
            newest first, byte for byte: each is proven by its receipt while it passes, and \
            the receipt comes last. What the retention of the other storage would remove at \
            once is left. Nothing is removed anywhere; interrupted, it can be begun again. \
            With --dry-run it says what it would do.

            Exit status: 0 done; 1 nothing could be copied; 3 something could not; 64 no such \
            job, target or storage; 75 a run of the job is going on; 78 the configuration is \
            wrong; 143 or 130 when interrupted.

            Example: lifeboat copy desc-files --from local --to local-2 --dry-run
            """)

    @Argument(help: "JOB, JOB/TARGET or JOB/TARGET/ID.")
    var address: BackupAddress

    @OptionGroup var common: SharedOptions

    @Option(help: ArgumentHelp("The storage that holds the backups.", valueName: "storage"))
    var from: String

    @Option(help: ArgumentHelp("The storage that is to have them, too.", valueName: "storage"))
    var to: String

    @Flag(help: "Say what would be copied and change nothing.")
    var dryRun = false

    @Option(
        name: [.customShort("o"), .long],
        help: "How it is shown: table, json or name (what is copied: JOB/TARGET/ID).")
    var output = ListFormat.table

    func run() async throws {
        let configuration = try common.configuration()
        let entry = try JobSelection.job(address.job, in: configuration)
        guard from != to else { throw LifeboatError(.usage, "--from and --to name the same storage") }
        for storage in [from, to] { try JobSelection.requireStorage(storage, in: [entry]) }
        let job = Jobs(configuration).job(entry)
        let interruption = Interruption()
        let report: CopyReport
        do {
            report = try await interruption.guarding { try await copy(job, entry) }
        } catch {
            throw interruption.exit ?? LifeboatError(wrapping: error).at("job \(job.name)")
        }
        try report.write(as: output)
        if let exit = interruption.exit ?? report.exit { throw exit }
    }

    private func copy(_ job: Job, _ entry: JobConfiguration) async throws -> CopyReport {
        guard let origin = job.storages.first(where: { $0.name == from }),
            let destination = job.storages.first(where: { $0.name == to })
        else { throw LifeboatError(.usage, "job \(job.name) lacks one of the storages \(from), \(to)") }
        // A run may be writing what is missing at this very moment.
        let lock =
            dryRun
            ? nil : try await JobLock.acquire(job, entry) { Terminal.standardError.write("\($0)\n") }
        defer { withExtendedLifetime(lock) {} }
        let transfer = Transfer(job, from: origin, to: destination, clock: ContinuousClock())
        let decisions = try await transfer.plan(target: address.target, now: Date()).filter {
            address.id == nil || $0.backup.id == address.id
        }
        if decisions.isEmpty, address.target != nil {
            throw try await MissingBackup.error(address, of: job, storage: from)
        }
        var report = CopyReport(decisions, of: job.name, from: origin, to: destination, isDry: dryRun)
        guard !dryRun else { return report }
        do {
            for decision in decisions where decision.isCopied {
                try Task.checkCancellation()
                report.note(try await copy(decision.backup, transfer, of: job.name), decision.backup)
            }
        } catch  where Task.isCancelled {
            // What was copied before the signal is reported.
        }
        return report
    }

    /// - Throws: an interruption, and nothing else.
    private func copy(
        _ backup: StoredBackup, _ transfer: Transfer, of job: String
    ) async throws -> Result<Int64, LifeboatError> {
        let progress = ProgressLine.onTerminal
        defer { progress?.clear() }
        do {
            return .success(
                try await transfer.copy(backup) { progress?.observe($0, of: "\(job)/\(backup.targetName)") })
        } catch {
            if Task.isCancelled { throw error }
            return .failure(LifeboatError(wrapping: error))
        }
    }
}
