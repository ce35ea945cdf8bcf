import LifeboatCore
import LifeboatNotifiers

/// Reads the mail keys of `main`; what the file leaves out may stand in the `SMTP_*` variables that the article's image has.
struct MailSection {
    let configuration: MailConfiguration

    init(_ section: Section, variables: TemplateVariables) {
        let environment = EnvironmentKeys(section, variables)
        let admins = section.texts("admin_mail", .mailAddress).compactMap { Mailbox($0) }
        let clients = section.texts("client_mail", .mailAddress).compactMap { Mailbox($0) }
        let from = section.value("mail_from", .mailAddress, default: nil).flatMap { Mailbox($0) }
        let level: MailConfiguration.Level = section.choice("level_message", default: .error) ?? .error
        let server = environment.text("smtp_server", variable: "SMTP_MAILHUB_ADDR")
        let usesTLS = environment.boolean("SMTP_USE_TLS")
        let givenPort = environment.port("smtp_port", variable: "SMTP_MAILHUB_PORT")
        let ssl = section.optionalBoolean("smtp_ssl")
        let tls = section.optionalBoolean("smtp_tls")
        let user = environment.text("smtp_user", variable: "SMTP_AUTH_USER")
        let password = environment.text("smtp_password", variable: "SMTP_AUTH_PASS", isSecret: true).map(Secret.init)
        let overridesFrom = environment.boolean("SMTP_FROM_LINE_OVERRIDE") ?? true
        if ssl == true, tls == true {
            section.problem(
                "smtp_tls", "smtp_ssl and smtp_tls exclude each other",
                hint: "smtp_ssl is TLS from the first byte, smtp_tls is STARTTLS")
        }
        let encryption: MailConfiguration.Encryption =
            if ssl == true { .tls } else if tls == true { .startTLS } else if ssl == nil, tls == nil, usesTLS == true {
                givenPort == 465 ? .tls : .startTLS
            } else { .none }
        let port = givenPort ?? (encryption == .tls ? 465 : 25)
        if givenPort == nil { section.record("smtp_port", UnderstoodValue(.integer(port), .byDefault)) }
        if ssl == nil {
            section.record("smtp_ssl", environment.understood(encryption == .tls, by: "SMTP_USE_TLS", usesTLS))
        }
        if tls == nil {
            section.record("smtp_tls", environment.understood(encryption == .startTLS, by: "SMTP_USE_TLS", usesTLS))
        }
        let login = user.flatMap { Mailbox($0) }.flatMap { $0.address.contains("@") ? $0 : nil }
        let authentication: MailConfiguration.Authentication = section.choice("smtp_auth", default: .auto) ?? .auto
        let certificate = section.absolutePath("smtp_cert_file")
        let certificateKey = section.absolutePath("smtp_key_file")
        if authentication == .external, user == nil || certificate == nil {
            section.problem(
                "smtp_auth", "`external` proves the login of smtp_user by a certificate",
                hint: "set smtp_user, smtp_cert_file and smtp_key_file, or another smtp_auth")
        }
        Self.checkCertificate(section, certificate, certificateKey, encryption)
        configuration = MailConfiguration(
            admins: admins, clients: clients, from: overridesFrom ? from ?? login : login ?? from, level: level,
            server: server, port: port, encryption: encryption,
            authentication: authentication, user: user, password: password,
            certificateAuthorities: section.absolutePath("smtp_ca_cert"), certificate: certificate,
            certificateKey: certificateKey,
            timeout: section.positiveDuration("smtp_timeout", default: .seconds(10)))
        if server != nil, user != nil, encryption == .none, configuration.authentication == .auto {
            section.warning(
                "smtp_user", "without TLS the password is sent only by methods that hide it",
                hint: "set smtp_tls or smtp_ssl; smtp_auth: plain sends it for everybody on the way to see",
                isAboutRuns: true)
        }
    }

    /// A certificate of our own is shown within TLS and nowhere else, and is nothing without its key.
    private static func checkCertificate(
        _ section: Section, _ certificate: String?, _ key: String?,
        _ encryption: MailConfiguration.Encryption
    ) {
        if (certificate == nil) != (key == nil) {
            section.problem(
                certificate == nil ? "smtp_key_file" : "smtp_cert_file",
                "smtp_cert_file and smtp_key_file belong together",
                hint: "set both, or none")
        }
        if certificate != nil, encryption == .none {
            section.problem(
                "smtp_cert_file", "without TLS no certificate is shown to anybody", hint: "set smtp_tls or smtp_ssl")
        }
    }
}
