import LifeboatCore
import LifeboatProcesses
import Synchronization

/// One run of the command: in streaming it is started by the dump, otherwise by asking for the targets.
final class ExternalSession: SourceSession {
    private let configuration: ExternalConfiguration
    private let command: Command
    /// What the command made. It is run once in a session, however often the targets are asked for.
    private let made = Mutex<ExternalFile?>(nil)

    init(_ configuration: ExternalConfiguration, _ command: Command) {
        self.configuration = configuration
        self.command = command
    }

    func targets() async throws -> [Target] {
        guard !configuration.stream else {
            return [
                Target(
                    name: configuration.name, fileExtension: configuration.fileExtension,
                    origin: configuration.name)
            ]
        }
        return [try await file().target]
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard configuration.stream else { return try await file().dump(context, into: output) }
        let completion = try await command.run(
            output: PacedWriter(output: output, pace: context.pace), pool: context.pool)
        guard completion.outputBytes > 0 else {
            throw LifeboatError(
                .incomplete, "the command ended well but printed nothing", why: completion.lastLines,
                hint: "with `stream: yes` its stdout is the dump; a command that names a file needs `stream: no`")
        }
        return DumpResult(evidence: Evidence(counts: ["bytes": completion.outputBytes]))
    }

    func delivered(_ target: Target, everywhere: Bool) async throws {
        guard everywhere, let file = made.withLock({ $0 }) else { return }
        try file.remove()
    }

    private func file() async throws -> ExternalFile {
        if let known = made.withLock({ $0 }) { return known }
        let answer = try await at("dump_cmd") { try await command.collect() }
        let file = try ExternalFile(ExternalAnswer(parsing: answer, shownAs: command.redacted))
        made.withLock { $0 = file }
        return file
    }
}
