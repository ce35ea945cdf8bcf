import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import LifeboatNotifiers

/// `lifeboat metrics`: the figures of a run, from the storages alone.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print figures about the backups that there are, for Prometheus.",
        discussion: """
            Asks the storages and nothing else, so it works on any machine that reaches them. \
            With --publish the figures go where `main.metrics` says, as after a run: after \
            lifeboat verify, say.

            Exit status: 0 printed; 1 a storage did not answer that is required, or with \
            --publish a place did not take them; 64 no such job; 78 the configuration is \
            wrong; 143 or 130 when interrupted.

            Example: lifeboat metrics --publish
            """)

    @Argument(help: "Jobs, or all, files, databases, external. Without any: all.")
    var jobs: [String] = []

    @OptionGroup var common: SharedOptions

    @Flag(help: "Do not print them, but write and send them to where `main.metrics` says.")
    var publish = false

    func run() async throws {
        let configuration = try common.configuration()
        let chosen = try JobSelection.select(jobs, from: configuration)
        let publishers = try MetricsPublishers.make(configuration.main.metrics, Notifiers.outside)
        if publish, publishers.isEmpty {
            throw LifeboatError(
                .configuration, "`main.metrics` names no place to publish to", hint: "set main.metrics.textfile")
        }
        let statuses = Statuses(jobs: Jobs(configuration), opensReceipts: true)
        let interruption = Interruption()
        do {
            let failures = try await interruption.guarding {
                let found = try await statuses.read(chosen)
                if publish {
                    var failures = found.flatMap(\.failures)
                    for publisher in publishers {
                        do {
                            try await onStageThread("metrics") { try await publisher.publish(found) }
                        } catch {
                            failures.append((LifeboatError(wrapping: error).at(publisher.name), false))
                        }
                    }
                    return failures
                }
                try DescriptorWriter.standardOutput.write(MetricsPage.text(found))
                return found.flatMap(\.failures)
            }
            if let exit = interruption.exit { throw exit }
            for (error, isWarning) in failures {
                Terminal.standardError.write(ErrorText.render(error, as: isWarning ? "warning" : "error"))
            }
            if let (error, _) = failures.first(where: { !$0.isWarning }) { throw Exit(.failed, error.summary) }
        } catch {
            throw interruption.exit ?? error
        }
    }
}
