import LifeboatCore
import LifeboatProcesses

/// The `redis-cli` program, or `valkey-cli` where only that is installed, and how it is called. The password travels
/// in its environment.
struct RedisProgram: Sendable {
    let configuration: RedisConfiguration
    let toolbox: Toolbox

    /// - Parameter arguments: what it is to do.
    func command(_ arguments: [String]) -> Command {
        var environment: [String: EnvironmentValue] = [:]
        if let password = configuration.server.password {
            for name in ["REDISCLI_AUTH", "VALKEYCLI_AUTH"] { environment[name] = .secret(password) }
        }
        let redis = toolbox.command(
            "redis-cli", connection + arguments, environment: environment, debianPackage: "redis-tools")
        let valkey = toolbox.command(
            "valkey-cli", connection + arguments, environment: environment, debianPackage: "valkey-tools")
        return redis.location == nil && valkey.location != nil ? valkey : redis
    }

    private var connection: [String] {
        let server = configuration.server
        var words = server.socket.map { ["-s", $0] } ?? ["-h", server.host ?? "127.0.0.1", "-p", "\(server.port)"]
        if let user = server.user { words += ["--user", user] }
        if let tls = configuration.tls {
            words.append("--tls")
            for (option, path) in [("--cacert", tls.authority), ("--cert", tls.certificate), ("--key", tls.key)] {
                if let path { words += [option, path] }
            }
        }
        // Otherwise it would warn of a password that is given where others could see it, which ours is not.
        return words + ["--no-auth-warning"]
    }

    /// `redis-cli 7.0.15`.
    func version() async throws -> String {
        var plain = command([])
        plain.arguments = ["--version"]
        let text = String(decoding: try await plain.collect(), as: UTF8.self)
        return "\(plain.name) \(ToolVersion(text).map(\.description) ?? "of an unknown version")"
    }

    /// What the server says about itself; empty when this user may not ask. Throws when it does not answer.
    func information() async throws -> [String: String] {
        let output: [UInt8]
        do {
            output = try await command(["INFO"]).collect()
        } catch {
            throw explain(LifeboatError(wrapping: error))
        }
        let text = String(decoding: output, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        // An error of the server is an answer like any other: the program's status is 0.
        if let first = lines.first, !first.hasPrefix("#"), !first.hasPrefix("NOPERM") {
            throw explain(LifeboatError(.failed, "the server refuses to answer", why: String(first)))
        }
        return Dictionary(
            lines.compactMap { line in
                line.firstIndex(of: ":").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { $1 })
    }

    /// The program's failure in words that say what to do.
    func explain(_ error: LifeboatError) -> LifeboatError {
        guard error.kind == .failed, error.hint == nil, let why = error.why else { return error }
        func has(_ words: String...) -> Bool { words.contains { why.contains($0) } }
        func explained(_ kind: LifeboatError.Kind, _ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(kind, what, why: why, hint: hint, places: error.places)
        }
        let server = configuration.server
        if has("NOPERM") {
            return explained(
                .accessDenied, "the user may not replicate \(server)",
                "give it the rights `+ping +info +replconf +sync +psync`")
        }
        if has("WRONGPASS", "NOAUTH", "AUTH failed", "invalid password") {
            return explained(
                .accessDenied, "\(server) refuses the password",
                "correct `db_password`, and `db_user` where the server knows users")
        }
        if has("SSL", "TLS", "certificate") {
            return explained(
                .failed, "TLS with \(server) does not work",
                "`ca_cert` names the authority of the server's certificate; does the server speak TLS on this port?")
        }
        if has("Could not connect", "Connection reset", "Server closed the connection") {
            return explained(
                .failed, "\(server) does not answer",
                "is the server running there? Correct `db_host`, `db_port` or `socket`; a server with TLS needs `tls: yes`"
            )
        }
        if has("LOADING", "NOMASTERLINK", "MASTERDOWN", "BUSY") {
            return explained(.temporary, "\(server) is not ready", "try again when it has loaded its data")
        }
        return explained(
            error.kind, error.what, "look at the server's log: has it the memory to fork, and the disk for its file?")
    }
}
