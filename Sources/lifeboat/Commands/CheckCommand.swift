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

            Exit status: 0 all is well; 1 something is not; 78 the configuration is wrong.

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
        Terminal.standardOutput.write(
            "ok    configuration \(configuration.file): \(chosen.count) \(chosen.count == 1 ? "job" : "jobs")\n")
        guard !offline else { return }
        let jobs = Jobs(configuration.main)
        var failed = false
        for entry in chosen {
            let job = jobs.job(entry)
            for source in job.sources {
                let name = "job \(job.name): source\(source.name.map { " \($0)" } ?? "")"
                failed = await !Self.say(name) { try await source.source.probe() } || failed
            }
            for storage in job.storages {
                let name = "job \(job.name): storage \(storage.name) (\(storage.location))"
                failed = await !Self.say(name) { try await StorageProbe.run(on: storage.storage) } || failed
            }
        }
        if failed { throw Exit(.failed) }
    }

    /// Says what was found; whether it was good.
    private static func say(_ name: String, _ probe: @Sendable () async throws -> [String]) async -> Bool {
        do {
            for line in try await probe() { Terminal.standardOutput.write("ok    \(name): \(line)\n") }
            return true
        } catch {
            let failure = LifeboatError(wrapping: error)
            Terminal.standardOutput.write("FAIL  \(name): \(failure.summary)\n")
            if let hint = failure.hint { Terminal.standardOutput.write("      hint: \(hint)\n") }
            return false
        }
    }
}
