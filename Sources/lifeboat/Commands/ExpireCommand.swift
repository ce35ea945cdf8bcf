import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat expire`: print or apply the retention plan.
struct ExpireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire",
        abstract: "Remove the backups that the retention no longer keeps.",
        discussion: """
            With --dry-run it prints the plan, each decision with its reasons, and changes
            nothing. A real run applies the same plan, removes what crashed runs left behind,
            and says of each decision what became of it.

            Exit status: 0 done; 3 a storage failed; 64 no such job; 78 the configuration is
            wrong; 143 or 130 when interrupted.

            Example: lifeboat expire desc-files --dry-run
            """)

    @Argument(help: "JOB. Without it: all jobs.")
    var job: String?

    @OptionGroup var common: SharedOptions

    @Flag(help: "Print the plan and change nothing.")
    var dryRun = false

    @Option(name: [.customShort("o"), .long], help: "How the plan is shown: table, json or name (what is removed).")
    var output = ListFormat.table

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(job.map { [$0] } ?? [], from: configuration)
        let jobs = Jobs(configuration)
        let interruption = Interruption()
        let report: ExpiryReport
        do {
            report = try await interruption.guarding {
                var report = ExpiryReport(isDry: dryRun)
                do {
                    for entry in chosen { try await expire(jobs.job(entry), into: &report) }
                } catch  where Task.isCancelled {
                    // What was done before the signal is reported.
                }
                return report
            }
        } catch {
            throw interruption.exitCode.map { Exit($0) } ?? error
        }
        try report.write(as: output)
        if let code = interruption.exitCode { throw Exit(code) }
        if report.hasProblems { throw Exit(.degraded) }
    }

    private func expire(_ job: Job, into report: inout ExpiryReport) async throws {
        let now = Date()
        for storage in job.storages {
            try Task.checkCancellation()
            let expiry = Expiry(job: job, storage: storage)
            do {
                let plans = try await expiry.plan(now: now)
                report.add(plans, of: job.name)
                report.add(abandoned: try await expiry.abandoned(now: now), on: storage.name, of: job.name)
                guard !dryRun else { continue }
                for plan in plans where !Task.isCancelled { report.add(await expiry.apply(plan), of: job.name) }
                try Task.checkCancellation()
                report.add(await expiry.tidy(now: now), of: job.name)
            } catch {
                report.note(LifeboatError(wrapping: error).at("storage \(storage.name)").at("job \(job.name)"))
            }
        }
    }
}
