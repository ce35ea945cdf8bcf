import Foundation
import LifeboatCore
import LifeboatProcesses

/// `mariadb-backup`, or Percona's `xtrabackup` where the server is a MySQL.
struct XtraBackupProgram: Sendable {
    private let configuration: XtraBackupConfiguration
    private let client: MySQLClient
    private let options: PrivateFile
    private let toolbox: Toolbox
    /// Each make reads only its own server's files.
    var family = MySQLServer.Family.mariadb

    init(_ configuration: XtraBackupConfiguration, toolbox: Toolbox) throws {
        self.configuration = configuration
        self.toolbox = toolbox
        client = try MySQLClient(configuration.server, authFile: configuration.serverOptions, toolbox: toolbox)
        options = try PrivateFile(
            MySQLOptionFile.text(configuration.server, including: configuration.serverOptions))
    }

    func server() async throws -> MySQLServer { try await MySQLServer.ask(client) }

    /// The files are read here, so they have to be here: on the server's own host, with its rights.
    func requireDataDirectory() async throws {
        let folder = try await client.values("SELECT @@datadir;").first ?? ""
        let identity = try await client.values("SELECT @@hostname;").first ?? ""
        var found = stat()
        guard stat(folder, &found) == 0, found.st_mode & S_IFMT == S_IFDIR, access("\(folder)/ibdata1", F_OK) == 0
        else {
            throw LifeboatError(
                .notFound, "the server's data directory \(folder) is not here",
                why: "the server runs on \(identity), and a physical backup reads its files",
                hint: "run on that host, or in a container that mounts the same volume; or use the type mysql")
        }
        guard access("\(folder)/ibdata1", R_OK) == 0 else {
            throw LifeboatError(errno: errno, "read", "\(folder)/ibdata1")
        }
    }

    /// The family of the server that a backup is of, by what its receipt calls the program.
    static func family(ofTool tool: String?) -> MySQLServer.Family {
        tool?.contains("based on MySQL server") == true ? .mysql : .mariadb
    }

    private func command(_ arguments: [String]) -> Command {
        tool(family == .mariadb ? ["mariadb-backup", "mariabackup"] : ["xtrabackup"], arguments)
    }

    /// The first of these that is installed.
    private func tool(_ names: [String], _ arguments: [String]) -> Command {
        let package = family == .mariadb ? "mariadb-backup" : "percona-xtrabackup-80"
        let name = names.first { toolbox.command($0, debianPackage: package).location != nil } ?? names[0]
        return toolbox.command(name, arguments, environment: ["HOME": "/nonexistent"], debianPackage: package)
    }

    func version() async throws -> String {
        let completion = try await command(["--version"]).complete(pool: BlockPool(blockSize: 4_096, keep: 1))
        try completion.requireSuccess()
        let text = completion.errorText.split(separator: "\n").first { $0.contains(" based on ") }
        return text.map { String($0).trimmingCharacters(in: .whitespaces) } ?? command([]).name
    }

    /// The redo log of one series of servers is not always read by the programs of another, which may prepare files that
    /// no server starts on, and succeed.
    ///
    /// - Parameter made: the program that made the backup, as its receipt names it.
    func requireSeries(of made: String?) async throws {
        guard let made, let theirs = Self.series(made) else { return }
        let here = try await version()
        guard let ours = Self.series(here), ours != theirs else { return }
        throw LifeboatError(
            .refused, "the backup was made by the programs of \(theirs), and those here are of \(ours)",
            why: "\(made); here: \(here)",
            hint:
                "install the programs of \(theirs), or restore in an image that has them; or unpack it with `--stdout` "
                + "and prepare it by hand")
    }

    /// `MariaDB 10.11` of `mariadb-backup based on MariaDB server 10.11.6-MariaDB debian-linux-gnu`.
    private static func series(_ tool: String) -> String? {
        guard let server = tool.firstMatch(of: /based on (\w+) server (\d+\.\d+)/) else { return nil }
        return "\(server.1) \(server.2)"
    }

    /// - Returns: facts about the position, as the program says them.
    func backup(into output: any ByteWriter, pool: BlockPool) async throws -> [String: String] {
        // It wants a folder for what cannot be streamed at once; nothing stays in it.
        let completion = try await StagingFolder.with(in: NSTemporaryDirectory()) { folder in
            try await self.backup(into: output, pool: pool, folder: folder)
        }
        try Self.requireOK(completion)
        return Self.facts(completion.errorText)
    }

    private func backup(into output: any ByteWriter, pool: BlockPool, folder: String) async throws -> Completion {
        // With a file of the server's options only these are read, as the server reads them.
        let reading = configuration.serverOptions == nil ? "--defaults-extra-file" : "--defaults-file"
        do {
            return try await command(
                ["\(reading)=\(options.path)", "--backup", "--stream=xbstream", "--target-dir=\(folder)"]
                    + configuration.backupOptions.words
            ).run(output: output, pool: pool)
        } catch {
            throw Self.explain(LifeboatError(wrapping: error), at: client.address)
        }
    }

    /// Unpacks a stream into an empty folder.
    func unpack(_ input: ByteStream, into folder: String, pool: BlockPool) async throws {
        try await tool([family == .mariadb ? "mbstream" : "xbstream"], ["-x", "-C", folder]).run(
            input: input, pool: pool)
    }

    /// Makes the files of an unpacked backup ones that a server can start on.
    func prepare(_ folder: String) async throws {
        let completion = try await command(["--no-defaults", "--prepare", "--target-dir=\(folder)"]).run(
            pool: BlockPool())
        try Self.requireOK(completion)
    }

    private static func explain(_ error: LifeboatError, at address: String) -> LifeboatError {
        let missing = (error.why ?? "").matches(of: /missing required privilege ([A-Z_ ]+) on/).map { String($0.1) }
        guard !missing.isEmpty else {
            var explained = MySQLTrouble.explain(error, at: address)
            // A server that ends shows in many ways, most of them about its files.
            if explained.kind == .failed, explained.hint == nil {
                explained.hint = "look at the server's log: was it ended meanwhile?"
            }
            return explained
        }
        let names = missing.joined(separator: ", ")
        // What else it says then shows the hash of the user's password.
        return LifeboatError(
            .accessDenied, "this user lacks rights for a physical backup: \(names)",
            hint: "GRANT \(names) ON *.* to it", places: error.places)
    }

    /// Its exit status alone has not always told the truth; its last line does.
    private static func requireOK(_ completion: Completion) throws {
        let last = completion.errorText.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        guard last?.hasSuffix("completed OK!") == true else {
            throw LifeboatError(
                .incomplete, "\(completion.name) did not say that it completed", why: completion.lastLines)
        }
    }

    private static func facts(_ text: String) -> [String: String] {
        var facts: [String: String] = [:]
        for line in text.split(separator: "\n") {
            if let range = line.range(of: "binlog position: ") {
                facts["position"] = String(line[range.upperBound...])
            }
            if let range = line.range(of: "Redo log (from LSN ") {
                facts["lsn"] = String(line[range.upperBound...].prefix { $0 != ")" })
            }
        }
        return facts
    }
}
