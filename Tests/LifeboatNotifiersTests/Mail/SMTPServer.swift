import Foundation
import LifeboatCore
import LifeboatTesting

@testable import LifeboatNotifiers

/// A real mail server that keeps what it gets (scripts/services/smtp).
struct SMTPServer {
    /// What it knows of a mail besides its bytes.
    struct Envelope: Decodable {
        var from: String
        var to: [String]
        var tls: Bool
        var auth: String?
    }

    static let password = Secret(#"pass "word" #1"#)

    let service: TestService

    /// `nil` where its programs are not installed.
    init?(_ options: String...) throws {
        guard let service = try TestService.start("smtp", options: options) else { return nil }
        self.service = service
    }

    var count: Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: service.folder("mails"))) ?? []
        return names.count { $0.hasSuffix(".json") }
    }

    func envelope(_ number: Int = 1) throws -> Envelope {
        let data = try Data(contentsOf: URL(fileURLWithPath: service.folder("mails/\(number).json")))
        return try JSONDecoder().decode(Envelope.self, from: data)
    }

    func mail(_ number: Int = 1) throws -> ParsedMail {
        let data = try Data(contentsOf: URL(fileURLWithPath: service.folder("mails/\(number).eml")))
        return try ParsedMail.parse([UInt8](data))
    }

    /// Settings that reach it.
    func configuration(
        _ encryption: MailConfiguration.Encryption = .none, password: Secret? = SMTPServer.password,
        authority: Bool = true, authentication: MailConfiguration.Authentication = .auto, host: String = "localhost"
    ) -> MailConfiguration {
        MailConfiguration(
            admins: [Mailbox("admin@example.org")].compactMap(\.self),
            clients: [Mailbox("client@example.org")].compactMap(\.self), from: Mailbox("Backup <backup@example.org>"),
            server: host, port: service.port, encryption: encryption, authentication: authentication,
            user: password.map { _ in "backup" }, password: password,
            certificateAuthorities: authority ? service["authority"] : nil, timeout: .seconds(2))
    }
}
