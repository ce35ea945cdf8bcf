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
        configuration = MailConfiguration(
            admins: admins, clients: clients, from: overridesFrom ? from ?? login : login ?? from, level: level,
            server: server, port: port, encryption: encryption,
            authentication: section.choice("smtp_auth", default: .auto) ?? .auto, user: user, password: password,
            certificateAuthorities: section.absolutePath("smtp_ca_cert"),
            timeout: section.positiveDuration("smtp_timeout", default: .seconds(10)))
        if server != nil, user != nil, encryption == .none, configuration.authentication == .auto {
            section.warning(
                "smtp_user", "without TLS the password is sent only by methods that hide it",
                hint: "set smtp_tls or smtp_ssl; smtp_auth: plain sends it for everybody on the way to see",
                isAboutRuns: true)
        }
    }
}
