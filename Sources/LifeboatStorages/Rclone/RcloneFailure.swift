import Foundation
import LifeboatCore
import LifeboatProcesses

/// What a failure of rclone, or of the server behind it, meant. Only its words tell: the server's own, or those of the
/// library in between.
struct RcloneFailure {
    /// The last and deciding one last.
    private let messages: [String]
    private var kind = LifeboatError.Kind.failed
    private var hint: String?

    init(_ text: String) {
        messages = text.split(whereSeparator: \.isNewline).map { Self.withoutDate($0) }
    }

    /// Of a program that ended: nobody had asked it to.
    init(_ completion: Completion) {
        self.init(completion.errorText.isEmpty ? "rclone ended: \(completion.status)" : completion.errorText)
        // Started again it may go on.
        guard case .signaled(let number) = completion.status else { return }
        kind = .temporary
        if number == SIGKILL { hint = "rclone was killed: out of memory? In a pod raise resources.limits.memory" }
    }

    func error(_ what: String) -> LifeboatError {
        // The last that can be explained: the very last is often only the sum of the others.
        for message in messages.reversed() {
            guard let (kind, hint) = Self.meaning(of: message) else { continue }
            return LifeboatError(kind, "cannot \(what)", why: Self.plain(message), hint: hint)
        }
        return LifeboatError(kind, "cannot \(what)", why: messages.last.map(Self.plain), hint: hint)
    }

    /// The end of the program writes `2026/11/23 12:36:52 Failed to …`.
    private static func withoutDate(_ line: Substring) -> String {
        let words = line.split(separator: " ", maxSplits: 2)
        let isDated =
            words.count == 3 && words[0].count == 10 && words[1].count == 8 && words[0].first?.isNumber == true
        return isDated ? String(words[2]) : String(line)
    }

    /// Without rclone's own preamble.
    private static func plain(_ message: String) -> String {
        for mark in ["last error was: ", "failed to make FTP connection to ", "Failed to create file system for "] {
            guard let found = message.range(of: mark) else { continue }
            // Behind them it says in quotes again what it could not reach.
            let rest = message[found.upperBound...]
            let quoted = rest.hasPrefix("\"") ? rest.range(of: "\": ") : nil
            return String(rest[(quoted?.upperBound ?? rest.startIndex)...])
        }
        return message
    }

    private static func meaning(of message: String) -> (LifeboatError.Kind, String?)? {
        let text = message.lowercased()
        return meanings.first { $0.words.contains { text.contains($0) } }.map { ($0.kind, $0.hint) }
    }

    /// In this order: the first that fits.
    private static let meanings: [(words: [String], kind: LifeboatError.Kind, hint: String?)] = [
        (
            ["didn't find section in config file", "config file not found"], .configuration,
            "`rclone config show` lists the remotes that rclone knows; name its file with `rclone_config`"
        ),
        (
            ["unable to decrypt configuration", "failed to decrypt"], .configuration,
            "rclone's configuration is encrypted; give its password in the variable RCLONE_CONFIG_PASS"
        ),
        (
            ["didn't find backend called"], .missingTool,
            "this rclone is too old for that kind of storage; `smb` needs rclone 1.60 or newer"
        ),
        (
            ["x509:", "tls: failed to verify"], .refused,
            "the server's certificate is not trusted: is it for this host, and its authority in `ca_cert`?"
        ),
        (
            ["530 ", "login incorrect", "attempted logon is invalid", "logon_failure", "account has been locked"],
            .accessDenied, "check `user` and `password`"
        ),
        (
            ["specified share name cannot be found", "bad_network_name"], .notFound, "check `share`"
        ),
        (
            [
                "552 ", "452 ", "no space left", "disk full", "disk_full", "quota exceeded", "disk quota",
                "exceeded storage",
            ], .noSpace, "free some space there, enlarge it, or keep fewer copies"
        ),
        (
            [
                "permission denied", "access denied", "access_denied", "not enough privileges", "accessdenied",
                "403 forbidden", "access is denied", "read-only file system", "401 unauthorized",
            ], .accessDenied, "the user may not do that there; give it the right to write, rename and delete"
        ),
        (["no such host"], .temporary, "check `host`; is the name known here?"),
        (
            ["connection refused", "no route to host", "network is unreachable"], .temporary,
            "is the server running, and `host` and `port` right?"
        ),
        (
            [
                "i/o timeout", "timed out", "connection reset", "broken pipe", "unexpected eof", ": eof", "421 ",
                "425 ",
                "426 ", "connection closed", "use of closed network connection", "too many connections",
            ], .temporary, nil
        ),
    ]
}
