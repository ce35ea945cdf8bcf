import LifeboatCore

/// Reads the mail keys of `main`; what the file leaves out may stand in the `SMTP_*` variables that the article's image has.
struct MailSection {
    let settings: MailSettings

    init(_ section: Section, variables: TemplateVariables) {
        let environment = EnvironmentKeys(section, variables)
        let admins = section.texts("admin_mail")
        let clients = section.texts("client_mail")
        let from = section.text("mail_from")
        let level: MailSettings.Level = section.choice("level_message", default: .error) ?? .error
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
        let encryption: MailSettings.Encryption =
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
        settings = MailSettings(
            admins: admins, clients: clients, from: from.flatMap { overridesFrom ? $0 : user ?? $0 } ?? user,
            level: level,
            server: server, port: port, encryption: encryption, user: user, password: password,
            timeout: section.positiveDuration("smtp_timeout", default: .seconds(10)))
        if !settings.recipients.isEmpty {
            let key = admins.isEmpty ? "client_mail" : "admin_mail"
            section.warning(
                key, "this version sends no mail", hint: "watch the exit status of the runs instead", isAboutRuns: true)
        }
    }
}
