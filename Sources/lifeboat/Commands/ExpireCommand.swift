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
            With --dry-run it prints the plan, each decision with its reasons, and changes \
            nothing. A real run applies the same plan, removes what crashed runs left behind, \
            and says of each decision what became of it. In the table more than ten removals \
            in a row are one line; json and name have them all.

            Exit status: 0 done; 3 a required storage failed, or all did; 64 no such job; 78 \
            the configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat expire desc-files --dry-run
            """)

    @Argument(help: "JOB. Without it: all jobs.")
    var job: String?

    @OptionGroup var common: SharedOptions

    @Flag(help: "Print the plan and change nothing.")
    var dryRun = false

    @Option(
        name: [.customShort("o"), .long],
        help: "How the plan is shown: table, json or name (what is removed: JOB/TARGET/ID, a tab, the storage).")
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
            throw interruption.exit ?? error
        }
        try report.write(as: output)
        if let exit = interruption.exit ?? report.exit { throw exit }
    }

    private func expire(_ job: Job, into report: inout ExpiryReport) async throws {
        let now = Date()
        var failures = 0
        for storage in job.storages {
            try Task.checkCancellation()
            do {
                let isDone = try await expire(job, on: storage, now, &report)
                if !isDone { failures += 1 }
            } catch {
                failures += 1
                let failure = LifeboatError(wrapping: error).at("storage \(storage.name)").at("job \(job.name)")
                report.note(failure, isWarning: !storage.required)
            }
        }
        if failures == job.storages.count, !job.storages.contains(where: \.required) {
            report.note(LifeboatError(.failed, "every storage failed").at("job \(job.name)"), isWarning: false)
        }
    }

    /// Whether all that was to be done there is done.
    private func expire(
        _ job: Job, on storage: JobStorage, _ now: Date, _ report: inout ExpiryReport
    ) async throws -> Bool {
        let expiry = Expiry(job: job, storage: storage)
        let plans = try await expiry.plan(now: now)
        let abandoned = try await expiry.abandoned(now: now)
        report.add(plans, of: job.name)
        report.add(abandoned: abandoned, on: storage.name, of: job.name)
        if plans.isEmpty, abandoned.isEmpty { report.note(nothingOn: storage, of: job.name) }
        guard !dryRun else { return true }
        var records: [ExpiryRecord] = []
        for plan in plans where !Task.isCancelled { records.append(await apply(plan, expiry, of: job.name)) }
        if !Task.isCancelled { records.append(await expiry.tidy(now: now)) }
        for record in records { report.add(record, of: job.name) }
        try Task.checkCancellation()
        return records.allSatisfy { $0.problem == nil }
    }

    private func apply(_ plan: ExpiryPlan, _ expiry: Expiry, of job: String) async -> ExpiryRecord {
        let progress = ProgressLine.onTerminal
        defer { progress?.clear() }
        progress?.begin(
            "removing from \(job)/\(plan.target) on \(plan.storage)", of: .things(Int64(plan.retention.removed.count)))
        return await expiry.apply(plan) { progress?.advance(to: Int64($0)) }
    }
}
