import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat list`: what there is, from the names in the storages.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the backups that there are.",
        discussion: """
            A backup is shown when its receipt exists: whole ones only. Newest first. One \
            whose id is dated after now is marked: some clock is or was wrong.

            Exit status: 0 shown; 1 a storage did not answer that is required; 64 no such \
            job; 78 the configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat list desc-files -o json
            """)

    @Argument(help: "JOB, JOB/TARGET or JOB/TARGET/ID. Without it: everything.")
    var address: BackupAddress?

    @OptionGroup var common: SharedOptions

    @Option(name: [.customShort("o"), .long], help: "table, json or name (JOB/TARGET/ID, each once).")
    var output = ListFormat.table

    @Option(help: "Only what this storage has.")
    var storage: String?

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(address.map { [$0.job] } ?? [], from: configuration)
        try JobSelection.requireStorage(storage, in: chosen)
        let jobs = Jobs(configuration)
        let interruption = Interruption()
        let (listing, failed) = try await interruption.guarding { await read(chosen, jobs) }
        if let exit = interruption.exit { throw exit }
        try listing.write(as: output)
        if let failed { throw Exit(failed.exitCode, failed.summary) }
    }

    /// What there is, and the first failure that the exit status has to tell of.
    private func read(_ chosen: [JobConfiguration], _ jobs: Jobs) async -> (BackupListing, LifeboatError?) {
        var listing = BackupListing(now: Date())
        var failed: LifeboatError?
        for entry in chosen where storage == nil || entry.storages.contains(where: { $0.name == storage }) {
            let job = jobs.job(entry)
            do {
                let catalogue = try await Catalogue.read(job, target: address?.target, storage: storage)
                let isEmpty = !listing.add(catalogue, of: job.name, id: address?.id)
                if isEmpty, let address, address.target != nil {
                    listing.note(try await MissingBackup.error(address, of: job, storage: storage), of: job.name)
                } else if isEmpty, let hint = catalogue.emptyHint {
                    listing.note(LifeboatError(.notFound, "no backups", hint: hint), of: job.name)
                }
                for (storage, error) in catalogue.unreachable {
                    let error = error.at("job \(job.name)")
                    listing.note(error, isWarning: !storage.required)
                    if storage.required { failed = failed ?? error }
                }
            } catch {
                let error = LifeboatError(wrapping: error).at("job \(job.name)")
                listing.note(error, isWarning: false)
                failed = failed ?? error
            }
        }
        return (listing, failed)
    }
}
