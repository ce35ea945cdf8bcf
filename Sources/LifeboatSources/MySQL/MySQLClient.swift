import Foundation
import LifeboatCore
import LifeboatProcesses

/// One server and how its programs reach it. Holds the option file that they read: while this value lives, they can.
struct MySQLClient: Sendable {
    let address: String
    private let options: PrivateFile
    private let toolbox: Toolbox
    private let variables: [String: EnvironmentValue]

    /// - Parameters:
    ///   - environment: where `HOME` is, and what the programs get, but for what would change where they connect.
    ///   - part: what of the `authFile` counts.
    init(
        _ server: ServerConnection, authFile: String?, part: MySQLOptionLines.Part = .connection, toolbox: Toolbox,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let isLeftOpen = server.host == nil && server.socket == nil && authFile != nil && part == .connection
        address = isLeftOpen ? "the server" : server.description
        options = try PrivateFile(
            MySQLOptionFile.text(server, authFile: authFile, part, home: environment["HOME"]))
        self.toolbox = toolbox
        // MySQL's programs read `~/.mylogin.cnf` besides the file that they are told to read alone.
        variables = environment.filter { name, _ in
            !name.isEmpty && !name.hasPrefix("MYSQL_") && !name.hasPrefix("MARIADB_")
        }.merging(["HOME": "/nonexistent"]) { $1 }.mapValues { .plain($0) }
    }

    /// A program that connects to this server. It reads our own option file, and no other: see ``MySQLOptionLines``.
    func command(_ program: String, _ arguments: [String]) -> Command {
        var command = toolbox.command(
            program, ["--defaults-file=\(options.path)"] + arguments, environment: variables,
            debianPackage: Self.package)
        command.inheritsEnvironment = false
        return command
    }

    /// The first of these that is installed; the first of all when none is, so that an error can name it.
    func installed(_ programs: [String]) -> String {
        programs.first { toolbox.command($0, debianPackage: Self.package).location != nil } ?? programs[0]
    }

    /// What a program says of its version.
    func version(of program: String) async throws -> String {
        let output = try await toolbox.command(program, ["--version"], debianPackage: Self.package).collect()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The client that takes statements. In binary mode it knows no commands of its own but `delimiter`, so none can
    /// hide in a statement or a name.
    func interpreter(_ arguments: [String] = []) -> Command {
        command(
            installed(["mariadb", "mysql"]),
            [
                "--batch", "--binary-mode", "--default-character-set=utf8mb4", "--connect-timeout=30",
                "--skip-reconnect", "--local-infile=0", "--max-allowed-packet=1G",
                // It would print the statement that failed, and with it what is in the tables.
                "--loose-skip-print-query-on-error",
                // Or a script that fails in the middle would succeed.
                "--skip-force",
            ] + arguments)
    }

    /// Runs statements, and returns the rows of each result one after the other, by the names of their columns.
    /// A result without rows leaves no trace. A NULL reads as `NULL`.
    func rows(_ statements: String) async throws -> [[String: String]] {
        let lines = try await answer(statements, ["--column-names"])
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { line in
            Dictionary(zip(header, line), uniquingKeysWith: { first, _ in first })
        }
    }

    /// Runs statements, and returns the first column of all rows of all results.
    func values(_ statements: String) async throws -> [String] {
        try await answer(statements, ["--skip-column-names"]).map { $0[0] }
    }

    /// Runs statements that answer nothing.
    func execute(_ statements: String) async throws { _ = try await answer(statements, []) }

    private func answer(_ statements: String, _ arguments: [String]) async throws -> [[String]] {
        do {
            let output = try await interpreter(arguments).collect(
                input: ByteStream(Array(statements.utf8)), limit: 256 << 20)
            return String(decoding: output, as: UTF8.self).split(separator: "\n").map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map { Self.unescape($0) }
            }
        } catch {
            throw MySQLTrouble.explain(LifeboatError(wrapping: error), at: address)
        }
    }

    /// In batch mode the client writes these four with a backslash.
    private static func unescape(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        var text = ""
        var rest = field
        while let character = rest.popFirst() {
            guard character == "\\", let escaped = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "0": text.append("\0")
            default: text.append(escaped)
            }
        }
        return text
    }

    private static let package = "mariadb-client"
}
