import Foundation
import LifeboatCore
import LifeboatTesting

/// Drives the built binary as a user does: a scratch folder, a clean environment, no shell.
final class CommandFixture {
    let scratch: ScratchFolder
    private var cleanups: [() async -> Void] = []
    private var number = 0

    private init() throws {
        scratch = try ScratchFolder()
    }

    /// Gives `body` a fixture and cleans up after it, the last thing first, whatever happened.
    static func with(_ body: (CommandFixture) async throws -> Void) async throws {
        await Slots.shared.take()
        do {
            let fixture = try CommandFixture()
            do {
                try await body(fixture)
                await fixture.cleanUp()
            } catch {
                await fixture.cleanUp()
                throw error
            }
        } catch {
            await Slots.shared.giveBack()
            throw error
        }
        await Slots.shared.giveBack()
    }

    func onCleanup(_ cleanup: @escaping () async -> Void) { cleanups.append(cleanup) }

    private func cleanUp() async {
        for cleanup in cleanups.reversed() { await cleanup() }
        scratch.remove()
    }

    /// Where the fixture's configuration is; every command is told of it by `LIFEBOAT_CONFIG` once it exists.
    var configuration: String { scratch("lifeboat.yaml") }

    // MARK: Running

    /// Runs lifeboat to its end.
    @discardableResult
    func run(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil, asUser: uid_t? = nil,
        in namespace: MountNamespace? = nil
    ) async throws -> CommandResult {
        try await start(arguments, environment: environment, input: input, asUser: asUser, in: namespace).wait()
    }

    /// Starts lifeboat, for a test that does something to it while it runs.
    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, asUser: uid_t? = nil,
        in namespace: MountNamespace? = nil
    ) throws -> RunningCommand {
        var words = [BuiltBinary.path] + arguments
        if let asUser {
            try Needs.root()
            words = ["setpriv", "--reuid=\(asUser)", "--regid=\(asUser)", "--clear-groups"] + words
        }
        if let namespace { words = namespace.entering + words }
        return try spawn(words, environment: environment, input: input)
    }

    /// Runs another program: a judge, a tool.
    @discardableResult
    func tool(_ words: String..., input: String? = nil) async throws -> CommandResult {
        try await spawn(words, environment: [:], input: input).wait()
    }

    func spawn(_ words: [String], environment: [String: String], input: String?) throws -> RunningCommand {
        number += 1
        var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": scratch.path, "TMPDIR": scratch.path]
        if FileManager.default.fileExists(atPath: configuration) { variables["LIFEBOAT_CONFIG"] = configuration }
        let command = try RunningCommand(
            words[0], Array(words.dropFirst()),
            environment: variables.merging(environment) { $1 }, folder: scratch.path, input: input ?? "/dev/null",
            output: scratch("stdout-\(number)"), errors: scratch("stderr-\(number)"))
        onCleanup { command.end() }
        return command
    }
}
