/// What an `external` job runs.
package struct ExternalConfiguration: Sendable, Hashable {
    /// Run by `/bin/bash -o pipefail -c`.
    package var command: String
    /// `true`: the command's stdout is the object. `false`: it makes a file and names it in JSON on stdout.
    package var stream: Bool
    /// The target's name when the command streams: the job's name.
    package var name: String
    /// Suffix of the object when the command streams, without a dot.
    package var fileExtension: String

    package init(command: String, stream: Bool, name: String, fileExtension: String = "dump") {
        self.command = command
        self.stream = stream
        self.name = name
        self.fileExtension = fileExtension
    }
}
