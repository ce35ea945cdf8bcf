import Foundation
import LifeboatCore
import LifeboatProcesses

/// The programs `etcdctl` and `etcdutl`, and how they are called. Where the server is and who asks travels in the
/// environment. They see none of ours: a variable that somebody has set beside an option of ours is an error to them,
/// and `ETCDCTL_DEBUG` would print the password.
struct EtcdProgram: Sendable {
    let configuration: EtcdConfiguration
    let toolbox: Toolbox
    /// How long a member may take to answer, which on a busy disk is longer than etcdctl's own five seconds; and a
    /// snapshot besides a second for each MiB: there etcdctl would wait for a server that is gone until the end of days.
    let patience: Duration

    /// `etcdctl`, speaking to a member.
    func client(_ arguments: [String], _ endpoint: String) -> Command {
        let tls = configuration.tls
        let plain: [String: String?] = [
            "ENDPOINTS": endpoint, "USER": configuration.user, "CACERT": tls.authority, "CERT": tls.certificate,
            "KEY": tls.key,
        ]
        var environment: [String: EnvironmentValue] = [:]
        for (name, value) in plain { if let value { environment["ETCDCTL_\(name)"] = .plain(value) } }
        if let password = configuration.password { environment["ETCDCTL_PASSWORD"] = .secret(password) }
        return command("etcdctl", arguments, environment)
    }

    private func command(
        _ name: String, _ arguments: [String], _ own: [String: EnvironmentValue] = [:]
    ) -> Command {
        var environment: [String: EnvironmentValue] = ["ETCDCTL_API": "3"]
        for name in ["PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
            if let value = ProcessInfo.processInfo.environment[name] { environment[name] = .plain(value) }
        }
        environment.merge(own) { $1 }
        var command = toolbox.command(name, arguments, environment: environment, debianPackage: "etcd-client")
        command.inheritsEnvironment = false
        return command
    }

    /// The program that reads and makes files: from etcd 3.6 on `etcdctl` has lost that.
    func files(_ arguments: [String]) -> Command {
        let util = command("etcdutl", arguments)
        return util.location == nil ? command("etcdctl", arguments) : util
    }

    /// `etcdctl 3.4.23`.
    func version() async throws -> String {
        let text = String(decoding: try await command("etcdctl", ["version"]).collect(), as: UTF8.self)
        return "etcdctl \(ToolVersion(text).map(\.description) ?? "of an unknown version")"
    }

    /// Writes a snapshot of a member to a file.
    func save(_ member: EtcdMember, to path: String) async throws {
        let limit = 2 * patience.components.seconds + (member.size >> 20)
        let arguments = ["snapshot", "save", "--command-timeout=\(limit)s", path]
        do {
            _ = try await client(arguments, member.endpoint).collect()
        } catch {
            throw explain(LifeboatError(wrapping: error), member.endpoint)
        }
    }

    /// What is in a snapshot, or in the database of a restored member.
    func status(of path: String) async throws -> EtcdSnapshotStatus {
        try await EtcdSnapshotStatus(parsing: files(["snapshot", "status", path, "--write-out=json"]).collect())
    }

    /// The first member that answers and has a leader: etcd takes a snapshot from one.
    func healthyMember() async throws -> EtcdMember {
        var failures: [LifeboatError] = []
        let timeout = "--command-timeout=\(patience.components.seconds)s"
        for endpoint in configuration.endpoints {
            do {
                _ = try await client(["endpoint", "health", timeout], endpoint).collect()
                return try await EtcdMember(
                    endpoint: endpoint,
                    parsing: client(["endpoint", "status", "--write-out=json", timeout], endpoint).collect())
            } catch {
                let failure = explain(LifeboatError(wrapping: error), endpoint)
                guard failure.kind == .failed || failure.kind == .accessDenied else { throw failure }
                failures.append(failure)
            }
        }
        guard failures.count > 1, let first = failures.first else {
            throw failures.first ?? LifeboatError(.configuration, "no endpoint is named")
        }
        throw LifeboatError(
            first.kind, "no member of etcd is healthy", why: failures.map(\.what).joined(separator: "; "),
            hint: first.hint)
    }

    /// The program's failure in words that say what to do.
    func explain(_ error: LifeboatError, _ endpoint: String) -> LifeboatError {
        guard error.kind == .failed, error.hint == nil, let why = error.why else { return error }
        func has(_ words: String...) -> Bool { words.contains { why.contains($0) } }
        func explained(_ kind: LifeboatError.Kind, _ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(kind, what, why: why, hint: hint, places: error.places)
        }
        if has("no space left") {
            return explained(
                .noSpace, "the snapshot does not fit", "`tmp_dir` needs room for the whole database; free some space")
        }
        if has("authentication failed", "user name is empty", "invalid auth token") {
            return explained(
                .accessDenied, "\(endpoint) refuses the user", "correct `db_user` and `db_password`")
        }
        if has("permission denied", "PermissionDenied") {
            return explained(
                .accessDenied, "the user may not take a snapshot of \(endpoint)",
                "it needs the role root: `etcdctl user grant-role USER root`")
        }
        if has("x509", "tls:", "certificate", "handshake") {
            return explained(
                .failed, "TLS with \(endpoint) does not work",
                "`ca_cert` names the authority of the server's certificate, `cert` and `key` the client's own")
        }
        if has("connection refused", "DeadlineExceeded", "deadline exceeded", "TransientFailure", "no such host") {
            return explained(
                .failed, "\(endpoint) does not answer",
                "is etcd running there, and has it a quorum? Correct `endpoints`; a server with TLS needs `https://` and `ca_cert`"
            )
        }
        return explained(error.kind, error.what, "look at etcd's log, and at `etcdctl endpoint status`")
    }
}
