import Foundation
import LifeboatCore
import LifeboatProcesses
import Synchronization

/// To one remote by the `rclone` program. Whatever needs a name or a secret goes by its environment; its arguments hold
/// the remote's name and its folder.
final class RcloneRoute: SFTPRoute {
    let remote: RcloneRemote
    private let toolbox: Toolbox
    private let environment: [String: String]
    /// Found out once.
    private let obscured = Mutex<Secret?>(nil)
    private let isWritable = Mutex(false)

    /// - Parameter environment: our own. The program gets what every program gets (see ``Surroundings``), and where the user's
    ///   own configuration is used what belongs to that (see ``RcloneVariables``).
    init(_ remote: RcloneRemote, environment: [String: String], toolbox: Toolbox) {
        self.remote = remote
        self.environment = environment
        self.toolbox = toolbox
    }

    var name: String { remote.location }
    var folder: String { "/" }

    var habits: SFTPHabits {
        SFTPHabits(
            // Not a leading dot: many FTP servers hide such files, and what is hidden rclone cannot find.
            temporaryNames: TemporaryNames(prefix: "+lifeboat-"),
            // It takes requests out of their order, but bytes only in theirs.
            isOneByOne: true, writeChunk: SFTPFeatures.largestChunk, renameReplaces: true,
            keepsSharedFolders: remote.isUserDefined, patience: .seconds(300))
    }

    func place(of path: String) -> String {
        let below = path.drop { $0 == "/" }
        return remote.location + (remote.location.hasSuffix("/") || remote.location.hasSuffix(":") ? "" : "/") + below
    }

    func program() async throws -> any SFTPProgram {
        RcloneServer(
            remote: remote,
            command: try await command(["serve", "sftp", "--stdio"] + RcloneServer.options + ["--", remote.argument]))
    }

    func error(_ status: SFTPStatus, _ what: String, _ place: String) -> LifeboatError {
        // Nobody knows what a server puts into its words.
        let message = base([], [:]).redacted(status.message)
        return status.code == .noSuchFile
            ? LifeboatError(.notFound, "cannot \(what) \(place)", why: message)
            : RcloneFailure(message).error("\(what) \(place)")
    }

    /// Some kinds of remotes would have the whole object staged on the disk, or copied through us.
    func requireWritable() async throws {
        guard remote.isUserDefined, !isWritable.withLock({ $0 }) else { return }
        let features = try JSONDecoder().decode(RcloneFeatures.self, from: Data(try await askedForFeatures()))
        guard features.takesStreams, features.renames else {
            throw LifeboatError(
                .refused, "rclone cannot keep backups on \(remote.location) as they come",
                why: features.takesStreams
                    ? "that kind of remote can neither rename nor copy by itself"
                    : "that kind of remote wants to know the size before the first byte",
                hint: "its kinds and what each can do: https://rclone.org/overview/#optional-features")
        }
        isWritable.withLock { $0 = true }
    }

    private func askedForFeatures() async throws -> [UInt8] {
        do {
            return try await command(["backend", "features", "--", remote.argument]).collect()
        } catch let error as LifeboatError where error.kind == .failed {
            throw RcloneFailure(error.why ?? error.what).error("reach \(remote.location)")
        }
    }

    private func command(_ arguments: [String]) async throws -> Command {
        // A source that is silent for hours, and an upload that takes as long, must not break a connection: whether the
        // server is still there is noticed by our own patience.
        var flags = [
            "--ask-password=false", "--retries=1", "--low-level-retries=3", "--contimeout=30s", "--timeout=0",
            // Why a request failed is in its answer.
            "--log-level=CRITICAL",
        ]
        if let file = remote.configurationFile { flags.append("--config=\(file)") }
        var variables = remote.variables
        for (name, value) in remote.options { variables[variable(name)] = .plain(value) }
        if let password = try await obscuredPassword() { variables[variable("pass")] = .secret(password) }
        var command = base(flags + arguments, variables)
        command.gracePeriod = .seconds(3)
        return command
    }

    private func base(_ arguments: [String], _ variables: [String: EnvironmentValue]) -> Command {
        var all = Surroundings.variables(from: environment)
        if remote.isUserDefined { all.merge(RcloneVariables.configuring(from: environment)) { $1 } }
        // A Go program's messages are English anyhow; its system's need not be.
        all["LC_ALL"] = "C"
        all.merge(variables) { $1 }
        var command = toolbox.command("rclone", arguments, environment: all, debianPackage: "rclone")
        command.inheritsEnvironment = false
        if let password = remote.password { command.secrets = [password] }
        return command
    }

    private func variable(_ option: String) -> String {
        "RCLONE_CONFIG_\(remote.name.uppercased())_\(option.uppercased())"
    }

    /// rclone takes passwords in a form of its own that anybody can undo: a secret all the same.
    private func obscuredPassword() async throws -> Secret? {
        guard let password = remote.password else { return nil }
        if let known = obscured.withLock({ $0 }) { return known }
        guard !password.revealed.isEmpty, !password.revealed.contains(where: \.isNewline) else {
            throw LifeboatError(
                .configuration, "the password for \(remote.location) is empty or has more than one line")
        }
        let answer = try await base(["obscure", "-", "--config="], [:])
            .collect(input: ByteStream(Array(password.revealed.utf8)))
        let text = String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw LifeboatError(.failed, "rclone obscured a password to nothing") }
        let secret = Secret(text)
        obscured.withLock { $0 = secret }
        return secret
    }
}
