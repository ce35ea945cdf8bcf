import LifeboatCore
import LifeboatProcesses

/// `mongodump` and `mongorestore`, and how they are called. The password lies in a private file that they are told of.
struct MongoDBProgram: Sendable {
    let server: ServerConnection
    let authenticationDatabase: String
    let tls: ClientTLS?
    let toolbox: Toolbox

    private static let package = "mongodb-database-tools (from MongoDB's own repository)"

    /// Gives `body` a command that knows how to reach the server, for as long as it takes.
    func with<Value>(
        _ name: String, _ arguments: [String], _ body: (Command) async throws -> Value
    ) async throws -> Value {
        let file = try server.password.map { try PrivateFile(Secret("password: \(Self.quoted($0.revealed))\n")) }
        let command = toolbox.command(
            name, (file.map { ["--config=\($0.path)"] } ?? []) + connection + arguments, debianPackage: Self.package)
        do {
            let value = try await body(command)
            withExtendedLifetime(file) {}
            return value
        } catch {
            withExtendedLifetime(file) {}
            throw explain(LifeboatError(wrapping: error))
        }
    }

    /// Options with `=`, so that a name that begins with a dash is none.
    private var connection: [String] {
        var words = ["--host=\(server.host ?? "localhost")", "--port=\(server.port)"]
        if let user = server.user {
            words += ["--username=\(user)", "--authenticationDatabase=\(authenticationDatabase)"]
        }
        guard let tls else { return words }
        words.append("--ssl")
        for (option, path) in [("--sslCAFile", tls.authority), ("--sslPEMKeyFile", tls.certificate)] {
            if let path { words.append("\(option)=\(path)") }
        }
        return words
    }

    /// `mongodump 100.9.4`.
    func version() async throws -> String {
        let command = toolbox.command("mongodump", ["--version"], debianPackage: Self.package)
        let text = String(decoding: try await command.collect(), as: UTF8.self)
        return "mongodump \(ToolVersion(text).map(\.description) ?? "of an unknown version")"
    }

    /// A text in double quotes, as YAML and JSON both read it.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": return "\\\(scalar)"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// The program's failure in words that say what to do.
    func explain(_ error: LifeboatError) -> LifeboatError {
        guard error.kind == .failed, error.hint == nil, let why = error.why else { return error }
        func has(_ words: String...) -> Bool { words.contains { why.contains($0) } }
        func explained(_ kind: LifeboatError.Kind, _ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(kind, what, why: why, hint: hint, places: error.places)
        }
        if has("auth error", "Authentication failed", "AuthenticationFailed") {
            return explained(
                .accessDenied, "\(server) refuses the user",
                "correct `db_user` and `db_password`; `auth_db` names the database that knows the user")
        }
        if has("not authorized", "Unauthorized", "requires authentication") {
            return explained(.accessDenied, "the user may not read all of it", "give it the role `backup`")
        }
        if has("x509", "tls:", "certificate") {
            return explained(
                .failed, "TLS with \(server) does not work", "`ca_cert` names the authority of the server's certificate"
            )
        }
        if has("server selection", "connection refused", "no reachable servers", "could not connect", "no such host") {
            return explained(
                .failed, "\(server) does not answer",
                "is the server running there? Correct `db_host` and `db_port`; a server with TLS needs `tls: yes`")
        }
        if has("replica set", "oplog") {
            return explained(
                .failed, "the server has no oplog", "`oplog: yes` takes a member of a replica set; leave it out")
        }
        return explained(error.kind, error.what, "look at the server's log")
    }
}
