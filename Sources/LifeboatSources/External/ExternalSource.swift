package import LifeboatCore
import LifeboatProcesses

/// Backs up whatever a command of the user's makes: a file that it names, or its stdout.
///
/// The contract for a file, as nxs-backup 2.x documents it: exit status 0 and one JSON object on stdout, nothing
/// else there. What was written to stderr does not matter here; there it was a failure.
/// In streaming, the exit status of every member of a pipeline decides (`pipefail`).
package struct ExternalSource: RestorableSource {
    private let configuration: ExternalConfiguration
    private let secrets: Set<Secret>

    /// - Parameter secrets: cut out of what the command says.
    package init(_ configuration: ExternalConfiguration, secrets: Set<Secret> = []) {
        self.configuration = configuration
        self.secrets = secrets
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(ExternalSession(configuration, command))
    }

    /// The command itself is not run: nobody knows what it would do.
    package func probe() async throws -> [String] {
        let shell = try command.locate()
        _ = try await Command(shell, ["-n"], secrets: secrets).collect(
            input: ByteStream(Array(configuration.command.utf8)))
        return [
            configuration.stream
                ? "the command is well-formed; its stdout is the object"
                : "the command is well-formed; it names its file in JSON on stdout"
        ]
    }

    /// Gives back the plain file, as `NAME.EXTENSION` in the folder. What to do with it only the user knows.
    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        guard case .folder(let folder, let replace) = place else {
            throw LifeboatError(
                .refused, "what a command dumped cannot be put back by itself",
                hint: "restore it as a file with --to FOLDER or --stdout, and feed it to the tool it belongs to")
        }
        let name = target.fileExtension.isEmpty ? target.name : "\(target.name).\(target.fileExtension)"
        let bytes = try await PendingFile.restore(
            input, to: PendingFile.path(in: folder, name), replace: replace)
        return DumpResult(evidence: Evidence(counts: ["bytes": bytes]))
    }

    private var command: Command {
        // By the environment, since arguments are visible to everyone on the host; and taken out of it before the
        // command's own children get it.
        let variable = "LIFEBOAT_DUMP_CMD"
        return Command(
            "/bin/bash", ["-o", "pipefail", "-c", "set -- \"$\(variable)\"; unset \(variable); eval \"$1\""],
            environment: [variable: .secret(Secret(configuration.command))], secrets: secrets,
            debianPackage: "bash")
    }
}
