import LifeboatCore
import LifeboatProcesses

extension SSHCommand {
    /// Why the connection is over, from what `ssh` said about it.
    func explain(_ completion: Completion) -> LifeboatError {
        let lines = completion.errorText.split(whereSeparator: \.isNewline).map {
            $0.filter { $0 != "\r" }
        }
        let said = lines.filter { !$0.hasPrefix("debug1: ") && !$0.hasPrefix("@") && !$0.allSatisfy(\.isWhitespace) }
        let why = said.isEmpty ? "\(completion.status)" : said.suffix(5).joined(separator: "\n")
        let text = said.joined(separator: "\n")
        // The ssh that leads to a jump host is another one, and says less.
        let isReached = lines.contains { $0.hasPrefix("debug1: Remote protocol version ") }
        if !isReached, let refusal = wayRefused(text, why) { return refusal }
        if text.contains("Host key verification failed") || text.contains("differs from the key for the IP") {
            return hostKeyRefused(lines)
        }
        let isConnected = lines.contains { $0.hasPrefix("Authenticated to ") }
        if !isConnected, let refusal = loginRefused(lines, text, why) { return refusal }
        if text.contains("subsystem request failed") {
            return LifeboatError(
                .failed, "\(host) offers no SFTP", why: why,
                hint: "its sshd_config needs `Subsystem sftp internal-sftp`")
        }
        if text.contains("Could not resolve hostname") {
            return LifeboatError(
                .temporary, "the name \(configuration.host) cannot be resolved", why: why,
                hint: "is `host` right, and does this machine's DNS answer?")
        }
        guard !isConnected else { return LifeboatError(.temporary, "the connection to \(host) broke", why: why) }
        return LifeboatError(
            isPassing(text) ? .temporary : .failed, "cannot connect to \(host)", why: why,
            hint: "does an ssh server listen there, and does a firewall let us through?")
    }

    private var host: String {
        configuration.port == SFTPStorageConfiguration.standardPort
            ? configuration.host : "\(configuration.host) (port \(configuration.port))"
    }

    private func hostKeyRefused(_ lines: [String]) -> LifeboatError {
        let mark = "debug1: Server host key: "
        let key = lines.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) } ?? "of an unknown kind"
        let file = configuration.knownHosts ?? "~/.ssh/known_hosts"
        let name =
            configuration.port == SFTPStorageConfiguration.standardPort
            ? configuration.host : "[\(configuration.host)]:\(configuration.port)"
        let compare =
            "compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the server; if it is right, "
        let scan = "`ssh-keyscan -p \(configuration.port) \(configuration.host) >> \(file)`"
        if lines.contains(where: { $0.contains("HOST IDENTIFICATION HAS CHANGED") }) {
            return LifeboatError(
                .refused, "the host key of \(host) is another one than \(file) says: \(key)",
                why: "somebody may pretend to be this server",
                hint: compare + "`ssh-keygen -R '\(name)' -f \(file)` and \(scan)")
        }
        return LifeboatError(
            .refused, "the host key of \(host) is unknown: \(key)", why: "it does not stand in \(file)",
            hint: compare + scan)
    }

    private func wayRefused(_ text: String, _ why: String) -> LifeboatError? {
        if text.contains("Host key verification failed") {
            return LifeboatError(
                .refused, "the host key of a jump host on the way to \(host) is unknown", why: why,
                hint: "log in there once with ssh, as the user who runs this, and compare its fingerprint")
        }
        guard text.contains(": Permission denied (") else { return nil }
        return LifeboatError(
            .accessDenied, "a jump host on the way to \(host) does not let us in", why: why,
            hint: "the password goes to \(host) alone: let a key open the jump host, by ssh's own configuration")
    }

    private func loginRefused(_ lines: [String], _ text: String, _ why: String) -> LifeboatError? {
        if lines.contains(where: { $0.contains("UNPROTECTED PRIVATE KEY FILE") }) {
            return LifeboatError(
                .accessDenied, "ssh does not use the key \(configuration.keyFile ?? "")", why: "others may read it",
                hint: "`chmod 0400` it; in a pod mount the secret with `defaultMode: 0400`")
        }
        guard text.contains("Permission denied") || text.contains("Too many authentication failures") else {
            return nil
        }
        var hint = "is `password` the one of this user, and does the server take passwords?"
        if let keyFile = configuration.keyFile {
            hint = "does the public half of \(keyFile) stand in the user's authorized_keys there?"
            if lines.contains(where: { $0.contains("no such identity") }) { hint = "there is no key \(keyFile)" }
            if text.contains("invalid format") || text.contains("error in libcrypto") {
                hint = "\(keyFile) is not a private key that ssh can read"
            }
            // It takes the key and asks for a signature, which we could not give.
            if lines.contains(where: { $0.hasPrefix("debug1: Server accepts key: ") }) {
                hint = "\(keyFile) needs a passphrase; give the right one as `password`"
            }
        }
        return LifeboatError(
            .accessDenied, "\(host) does not let the user \(configuration.user) in", why: why, hint: hint)
    }

    /// Whether it may be better in a moment.
    private func isPassing(_ text: String) -> Bool {
        [
            "Connection refused", "timed out", "Connection closed", "Connection reset", "No route to host",
            "Network is unreachable", "Broken pipe", "kex_exchange_identification", "not responding",
        ].contains { text.contains($0) }
    }
}
