import LifeboatConfig
import LifeboatNotifiers

/// The variables that name a mail server where the configuration does not.
enum MailVariables {
    static let names = [
        "SMTP_MAILHUB_ADDR", "SMTP_MAILHUB_PORT", "SMTP_USE_TLS", "SMTP_AUTH_USER", "SMTP_AUTH_PASS",
        "SMTP_FROM_LINE_OVERRIDE",
    ]

    /// None where nobody gets mail. In a pod there is no mail server, so one has to be named.
    static func needed(by configuration: Configuration) -> [(name: String, isRequired: Bool)] {
        let mail = configuration.main.mail
        guard !mail.recipients.isEmpty else { return [] }
        return names.map { ($0, $0 == names[0] && mail.server == nil) }
    }
}
