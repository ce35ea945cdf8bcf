import ArgumentParser
import LifeboatConfig

/// `lifeboat config`: the configuration as understood.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration; with --show print it as it was understood.",
        discussion: """
            Every key with its value, defaults too, and where it came from. Secrets are \
            <redacted>.

            Exit status: 0 it is right; 78 it is not, and every problem is listed.

            Example: lifeboat config --show -o json
            """)

    @OptionGroup var common: SharedOptions

    @Flag(help: "Print it.")
    var show = false

    @Option(name: [.customShort("o"), .long], help: "text or json.")
    var output = ReportFormat.text

    func run() throws {
        let configuration = try common.configuration()
        guard show else {
            let jobs = configuration.jobs.map(\.name).joined(separator: ", ")
            try DescriptorWriter.standardOutput.write("\(configuration.file) is right; jobs: \(jobs)\n")
            return
        }
        let listing = ConfigurationListing(configuration)
        try DescriptorWriter.standardOutput.write(output == .json ? listing.json : listing.text)
    }
}
