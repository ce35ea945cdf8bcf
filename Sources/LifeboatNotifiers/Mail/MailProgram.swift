import LifeboatCore
import LifeboatProcesses

/// The program that takes a mail over: `msmtp` where a server is named, else the local `sendmail`.
struct MailProgram: Sendable {
    let configuration: MailConfiguration
    let hostName: String
    let toolbox: Toolbox

    /// - Throws: ``LifeboatError/Kind/temporary`` where another try may succeed.
    func send(_ message: MailMessage) async throws {
        let recipients = message.to.map(\.address)
        guard let server = configuration.server else {
            let command = toolbox.command(
                "sendmail", ["-i", "-f", message.from.address, "--"] + recipients, debianPackage: "msmtp-mta")
            try await run(command, message, server: nil)
            return
        }
        // In memory, for this user only, and gone when this function returns.
        let settings = try PrivateFile(Secret(try MsmtpSettings.text(configuration, server, message.from, hostName)))
        let command = toolbox.command(
            "msmtp", ["--file=\(settings.path)", "--"] + recipients, debianPackage: "msmtp")
        defer { withExtendedLifetime(settings) {} }
        try await run(command, message, server: server)
    }

    private func run(_ command: Command, _ message: MailMessage, server: String?) async throws {
        var command = command
        // It has nothing to clean up, and whoever ends a run does not wait for long.
        command.gracePeriod = .seconds(2)
        if let password = configuration.password { command.secrets = [password] }
        let completion: Completion
        do {
            completion = try await command.complete(
                input: ByteStream(message.bytes), pool: BlockPool(blockSize: 64 << 10, keep: 1))
        } catch var error as LifeboatError where error.kind == .missingTool && server == nil {
            error.hint = "install a mail server or msmtp-mta, or name one with main.smtp_server"
            throw error
        }
        guard !completion.status.isSuccess else { return }
        throw Self.failure(completion, server)
    }

    private static func failure(_ completion: Completion, _ server: String?) -> LifeboatError {
        let place = server.map { "the mail server \($0)" } ?? "sendmail"
        let why = completion.lastLines.map(withoutOurFile)
        // msmtp has one status for every no; what the server said tells whether it is one for now.
        if let why, why.contains(/server message: 4[0-9][0-9]/) {
            return LifeboatError(.temporary, "\(place) does not take the mail now", why: why)
        }
        if let why, why.contains("did not accept the mail") || why.contains("recipient address") {
            return LifeboatError(
                .refused, "\(place) refuses the mail", why: why, hint: "check mail_from, admin_mail and client_mail")
        }
        // sysexits.h
        switch completion.status {
        case .exited(75), .exited(74), .exited(71), .exited(68):
            return LifeboatError(
                .temporary, "\(place) does not take the mail now", why: why,
                hint: server == nil ? nil : "check smtp_server, smtp_port, smtp_ssl and smtp_tls")
        case .exited(77):
            return LifeboatError(
                .accessDenied, "\(place) refuses the login", why: why, hint: "check smtp_user and smtp_password")
        case .exited(69):
            return LifeboatError(
                .refused, "\(place) cannot be used as configured", why: why,
                hint: "check smtp_tls, smtp_ssl, smtp_ca_cert and smtp_auth; a password is not sent without TLS unless "
                    + "smtp_auth names a method that does so")
        case .exited(65), .exited(67):
            return LifeboatError(
                .refused, "\(place) refuses the mail", why: why, hint: "check mail_from, admin_mail and client_mail")
        default: return LifeboatError(.failed, "\(place) did not take the mail: \(completion.status)", why: why)
        }
    }

    /// msmtp names its file of settings, which means nothing to anybody.
    private static func withoutOurFile(_ text: String) -> String {
        text.replacing(/\ \(account default from [^)]*\)/, with: "").replacing("msmtp: ", with: "")
    }
}
