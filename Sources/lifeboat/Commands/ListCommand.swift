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
            A backup is shown when its receipt exists: whole ones only. Newest first. One
            whose id is dated after now is marked: some clock is or was wrong.

            Exit status: 0 shown; 1 a storage did not answer; 64 no such job; 78 the
            configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat list desc-files -o json
            """)

    @Argument(help: "JOB or JOB/TARGET. Without it: everything.")
    var address: BackupAddress?

    @OptionGroup var common: SharedOptions

    @Option(name: [.customShort("o"), .long], help: "table, json or name.")
    var output = ListFormat.table

    @Option(help: "Only what this storage has.")
    var storage: String?

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(address.map { [$0.job] } ?? [], from: configuration)
        try JobSelection.requireStorage(storage, in: chosen)
        let jobs = Jobs(configuration)
        let interruption = Interruption()
        let (listing, failures) = try await interruption.guarding { await read(chosen, jobs) }
        if let code = interruption.exitCode { throw Exit(code) }
        try listing.write(as: output)
        for failure in failures { Terminal.standardError.write(ErrorText.render(failure)) }
        if let first = failures.first { throw Exit(first.exitCode) }
    }

    private func read(_ chosen: [JobConfiguration], _ jobs: Jobs) async -> (BackupListing, [LifeboatError]) {
        var listing = BackupListing(now: Date())
        var failures: [LifeboatError] = []
        for entry in chosen where storage == nil || entry.storages.contains(where: { $0.name == storage }) {
            let job = jobs.job(entry)
            do {
                let catalogue = try await Catalogue.read(job, target: address?.target, storage: storage)
                listing.add(catalogue, of: job.name)
                failures += catalogue.unreachable.map { $0.error.at("job \(job.name)") }
            } catch {
                failures.append(LifeboatError(wrapping: error).at("job \(job.name)"))
            }
        }
        return (listing, failures)
    }
}
