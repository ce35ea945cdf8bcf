import Foundation
import LifeboatCore
import LifeboatProcesses

/// The programs of PostgreSQL, and how they are told which server is meant.
///
/// By the environment, which only the same user and root can read, and with no other variable of libpq's in it: what
/// happens to be set where Lifeboat runs must not lead to another server. No name passes a shell.
struct PostgreSQLClient: Sendable {
    static let package = "postgresql-client"

    let server: ServerConnection
    let tls: PostgreSQLTLS
    let tools: Toolbox
    /// The environment that the programs get, but for libpq's variables.
    var surroundings = ProcessInfo.processInfo.environment

    /// - Parameter database: `nil` for programs that need none.
    func command(_ program: String, _ arguments: [String], database: String?) -> Command {
        // Never as a plain name: one with a `=` or `://` in it would be read as a whole connection string.
        let place = database.map { ["--dbname=\(Self.connectionString($0))"] } ?? []
        var command = tools.command(
            program, arguments + place, environment: environment, debianPackage: Self.package)
        command.inheritsEnvironment = false
        if command.environment["PATH"] == nil, let path = surroundings["PATH"] {
            command.environment["PATH"] = .plain(path)
        }
        return command
    }

    /// Asks for its version only: needs no server.
    func version(of program: String) async throws -> ToolVersion {
        let output = try await command(program, ["--version"], database: nil).collect()
        let text = String(decoding: output, as: UTF8.self)
        guard let version = ToolVersion(text) else {
            throw LifeboatError(.failed, "\(program) says no version", why: String(text.prefix(100)))
        }
        return version
    }

    /// psql as a reader of SQL on stdin, that ends at the first error.
    func psql(_ database: String, _ arguments: [String] = []) -> Command {
        command(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set=ON_ERROR_STOP=1",
                "--file=-",
            ] + arguments, database: database)
    }

    /// psql on a connection for replication, where there is no database and hardly any SQL.
    func replication() -> Command {
        var command = psql("replication")
        command.arguments.append("--dbname=\(Self.connectionString("replication")) replication=true")
        return command
    }

    /// Runs SQL and returns what it printed.
    @discardableResult
    func ask(_ database: String, _ sql: some Collection<UInt8> & Sendable) async throws -> [UInt8] {
        do {
            return try await psql(database).collect(
                input: ByteStream(Array(Self.preamble.utf8) + sql), limit: 256 << 20)
        } catch {
            throw PostgreSQLTrouble.explain(LifeboatError(wrapping: error), self, database)
        }
    }

    /// Runs a query whose answer is one JSON value.
    func ask<Answer: Decodable>(_ database: String, _ type: Answer.Type, _ query: String) async throws -> Answer {
        let output = try await ask(database, query.utf8)
        guard let answer = try? JSONDecoder().decode(type, from: Data(output)) else {
            throw LifeboatError(
                .failed, "the server gave an answer that is not understood",
                why: String(decoding: output.prefix(200), as: UTF8.self))
        }
        return answer
    }

    /// Settings of a role must not cut a long count, nor change how names and numbers look.
    static let preamble = """
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET client_encoding = 'UTF8';
        SET standard_conforming_strings = on;
        SET row_security = off;
        SET search_path = pg_catalog;

        """

    private var environment: [String: EnvironmentValue] {
        var environment =
            surroundings
            .filter { !$0.key.hasPrefix("PG") && $0.key != "PATH" && $0.key != "LANGUAGE" }
            .mapValues { EnvironmentValue.plain($0) }
        // Messages that are understood here, names as they are.
        environment["LC_ALL"] = "C.UTF-8"
        environment["PGAPPNAME"] = "lifeboat"
        environment["PGCONNECT_TIMEOUT"] = "30"
        environment["PGHOST"] = .plain(Self.host(of: server))
        environment["PGPORT"] = .plain(String(server.port))
        environment["PGUSER"] = .plain(server.user ?? "postgres")
        if let password = server.password { environment["PGPASSWORD"] = .secret(password) }
        environment["PGSSLMODE"] = .plain(tls.effectiveMode.rawValue)
        environment["PGSSLROOTCERT"] = tls.authority.map { .plain($0) }
        environment["PGSSLCERT"] = tls.certificate.map { .plain($0) }
        environment["PGSSLKEY"] = tls.key.map { .plain($0) }
        return environment
    }

    /// libpq wants the folder that the socket lies in, and makes the file's name from the port.
    private static func host(of server: ServerConnection) -> String {
        guard let socket = server.socket else { return server.host ?? "localhost" }
        guard let slash = socket.lastIndex(of: "/"), socket[slash...].hasPrefix("/.s.PGSQL.") else { return socket }
        return String(socket[..<slash])
    }

    /// Keeps a connection from waiting for ever when the server's host is gone.
    static func connectionString(_ database: String) -> String {
        "dbname=\(quoted(database)) keepalives_idle=60 keepalives_interval=10 keepalives_count=6"
    }

    private static func quoted(_ value: String) -> String {
        "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
