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
            Each storage is tried with small probe objects, which are removed again.
            --offline checks the configuration only.

            Exit status: 0 all is well; 1 something is not; 64 no such job; 78 the
            configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat check desc-files
            """)

    @Argument(help: "JOB. Without it: all jobs.")
    var job: String?

    @OptionGroup var common: SharedOptions

    @Flag(help: "Only the configuration: nothing is contacted.")
    var offline = false

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(job.map { [$0] } ?? [], from: configuration)
        try DescriptorWriter.standardOutput.write(
            "ok    configuration \(configuration.file): \(chosen.count) \(chosen.count == 1 ? "job" : "jobs")\n")
        guard !offline else { return }
        let jobs = Jobs(configuration.main)
        let interruption = Interruption()
        let isWell: Bool
        do {
            isWell = try await interruption.guarding { try await Self.probe(chosen.map(jobs.job)) }
        } catch {
            throw interruption.exitCode.map { Exit($0) } ?? error
        }
        if let code = interruption.exitCode { throw Exit(code) }
        if !isWell { throw Exit(.failed) }
    }

    /// Whether all is well.
    private static func probe(_ jobs: [Job]) async throws -> Bool {
        var failed = false
        for job in jobs {
            for source in job.sources {
                let name = "job \(job.name): source\(source.name.map { " \($0)" } ?? "")"
                try Task.checkCancellation()
                failed = try await !say(name) { try await source.source.probe() } || failed
            }
            for storage in job.storages {
                let name = "job \(job.name): storage \(storage.name) (\(storage.location))"
                try Task.checkCancellation()
                let number = UInt32.random(in: .min ... .max)
                failed =
                    try await !say(name) { try await StorageProbe.run(on: storage.storage, number: number) } || failed
            }
        }
        return !failed
    }

    /// Says what was found; whether it was good.
    private static func say(_ name: String, _ probe: @Sendable () async throws -> [String]) async throws -> Bool {
        let lines: [String]
        do {
            lines = try await probe()
        } catch {
            let failure = LifeboatError(wrapping: error)
            try DescriptorWriter.standardOutput.write("FAIL  \(name): \(failure.summary)\n")
            if let hint = failure.hint { try DescriptorWriter.standardOutput.write("      hint: \(hint)\n") }
            return false
        }
        for line in lines { try DescriptorWriter.standardOutput.write("ok    \(name): \(line)\n") }
        return true
    }
}
