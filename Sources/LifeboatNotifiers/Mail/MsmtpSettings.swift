import LifeboatCore

/// What msmtp is told about the server, in the format of its file of settings: a word and a value in each line; a value
/// in double quotes is taken as it stands, without any escapes.
enum MsmtpSettings {
    /// msmtp reads so much of a line.
    private static let longestValue = 400

    static func text(
        _ configuration: MailConfiguration, _ server: String, _ from: Mailbox, _ hostName: String
    ) throws -> String {
        var lines = ["account default"]
        func add(_ key: String, _ value: String) throws {
            guard value.utf8.count <= longestValue, !value.contains(where: \.isNewline), !value.utf8.contains(0) else {
                throw LifeboatError(
                    .configuration, "msmtp cannot be told this `\(key)`",
                    hint: "no line breaks, at most \(longestValue) bytes")
            }
            lines.append("\(key) \"\(value)\"")
        }
        try add("host", server)
        try add("port", String(configuration.port))
        try add("timeout", String(max(1, configuration.timeout.components.seconds)))
        try add("from", from.address)
        if !hostName.isEmpty, hostName.utf8.allSatisfy(isHostCharacter) { try add("domain", hostName) }
        switch configuration.encryption {
        case .none: lines.append("tls off")
        case .tls: lines += ["tls on", "tls_starttls off"]
        case .startTLS: lines += ["tls on", "tls_starttls on"]
        }
        lines.append("tls_certcheck on")
        if let file = configuration.certificateAuthorities { try add("tls_trust_file", file) }
        if let file = configuration.certificate { try add("tls_cert_file", file) }
        if let file = configuration.certificateKey { try add("tls_key_file", file) }
        if let user = configuration.user {
            lines.append("auth \(configuration.authentication == .auto ? "on" : configuration.authentication.rawValue)")
            try add("user", user)
            if let password = configuration.password { try add("password", password.revealed) }
        } else {
            lines.append("auth off")
        }
        return (lines + ["logfile", "syslog off", ""]).joined(separator: "\n")
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
