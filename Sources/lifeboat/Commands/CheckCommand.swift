import ArgumentParser
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat check`: is everything set up and reachable.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, then sources, storages, tools and rights.",
        discussion: """
            Each storage is tried with small probe objects, which are removed again, and so \
            is a folder that is made for them. Of a bucket it says what the credentials \
            may do and what the server knows. \
            --offline checks the configuration only. --notify sends everybody who hears of runs \
            a message that says that it is a test.

            Exit status: 0 all is well; 1 something is not; 64 no such job; 78 the \
            configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat check desc-files
            """)

    @Argument(help: "JOB. Without it: all jobs.")
    var job: String?

    @OptionGroup var common: SharedOptions

    @Flag(help: "Only the configuration: nothing is contacted.")
    var offline = false

    @Flag(help: "Also send a test message to everybody who hears of runs.")
    var notify = false

    @Option(name: [.customShort("o"), .long], help: "How to report: text or json.")
    var output = ReportFormat.text

    func validate() throws {
        if offline, notify { throw ValidationError("--offline contacts nobody, so --notify cannot go with it") }
    }

    func run() async throws {
        let configuration = try common.configuration(running: true)
        let chosen = try JobSelection.select(job.map { [$0] } ?? [], from: configuration)
        let report = try CheckReport(output, configuration: configuration.file, jobs: chosen.count)
        guard !offline else {
            if output == .json { try report.writeJSON() }
            return
        }
        let jobs = Jobs(configuration)
        let interruption = Interruption()
        let result: CheckReport
        do {
            result = try await interruption.guarding {
                var report = report
                do {
                    for entry in chosen { try await Self.probe(entry, jobs.job(entry), &report) }
                    if notify { try await Self.notify(configuration.main, &report) }
                } catch  where Task.isCancelled {
                    // What was found before the signal is reported.
                }
                return report
            }
        } catch {
            throw interruption.exit ?? error
        }
        if output == .json { try result.writeJSON() }
        if let exit = interruption.exit ?? result.exit { throw exit }
    }

    private static func probe(_ entry: JobConfiguration, _ job: Job, _ report: inout CheckReport) async throws {
        for source in job.sources {
            try await probe(.source(name: source.name, job: job.name), &report) { try await source.source.probe() }
        }
        for (named, storage) in zip(entry.storages, job.storages) {
            let missing = MissingFolders(of: named)
            let number = UInt32.random(in: .min ... .max)
            try await probe(.storage(name: storage.name, location: storage.location, job: job.name), &report) {
                try await StorageProbe.run(on: storage.storage, number: number, missing)
            }
        }
    }

    private static func notify(_ main: MainSettings, _ report: inout CheckReport) async throws {
        let results = await Notifications.test(main)
        try Task.checkCancellation()
        for (name, result) in results {
            switch result {
            case .success(let found): try report.add(.notifier(name: name), found: [found])
            case .failure(let failure): try report.add(.notifier(name: name), failure: failure)
            }
        }
        if results.isEmpty { try report.addNobody() }
    }

    private static func probe(
        _ part: CheckReport.Part, _ report: inout CheckReport, _ body: () async throws -> [String]
    ) async throws {
        try Task.checkCancellation()
        let found: [String]
        do {
            found = try await body()
        } catch {
            let failure = LifeboatError(wrapping: error)
            // What a signal called off was not found to be wrong; what it left behind must be said all the same.
            if failure.kind == .interrupted, failure.hint == nil { throw failure }
            return try report.add(part, failure: failure)
        }
        try report.add(part, found: found)
    }
}
