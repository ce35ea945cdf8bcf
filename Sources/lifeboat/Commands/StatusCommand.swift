import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat status`: what the storages say about age and outcome.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how old the newest backups are and how the last runs went, the worst first.",
        discussion: """
            Asks the storages and nothing else, so it works on any machine that reaches them, \
            whether or not the one that makes the backups is still alive. A backup is too old \
            when its age is more than `expect_every` and a tenth.

            Exit status: 0 all is well; 1 a backup is too old, there is none, or a storage does \
            not answer; 3 none of these, but the last run of a job failed or was degraded, or a \
            verification found damage; 64 no such job; 78 the configuration is wrong; 143 or 130 \
            when interrupted. Storages with `required: no` do not count.

            Example: lifeboat status --expect-every 26h
            """)

    @Argument(help: "Jobs, or all, files, databases, external. Without any: all.")
    var jobs: [String] = []

    @OptionGroup var common: SharedOptions

    @Option(
        help: ArgumentHelp(
            "How often a backup is expected of jobs that do not say so: 26h, 7d.", valueName: "duration"),
        transform: Self.duration)
    var expectEvery: Duration?

    @Option(name: [.customShort("o"), .long], help: "table, json or name (JOB/TARGET, each once).")
    var output = ListFormat.table

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(jobs, from: configuration)
        let statuses = Statuses(jobs: Jobs(configuration), expectEvery: expectEvery)
        let interruption = Interruption()
        do {
            let found = try await interruption.guarding { try await statuses.read(chosen) }
            if let exit = interruption.exit { throw exit }
            let listing = StatusListing(found, now: Date())
            try listing.write(as: output)
            if let exit = listing.exit { throw exit }
        } catch {
            throw interruption.exit ?? error
        }
    }

    private static func duration(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text), duration > .zero else {
            throw ValidationError("--expect-every is a duration as 26h or 7d")
        }
        return duration
    }
}
