import Foundation
import LifeboatTesting
import Testing

@Suite("Mail about runs")
struct MailTests {
    /// The article's main settings, and three services of which one can be broken.
    private func configure(_ fixture: CommandFixture, main: [String]) throws {
        let jobs = ["mysql", "redis", "uploads"].map { name in
            """
              - job: \(name)
                type: external
                stream: yes
                dump_cmd: "test ! -e \(name).broken || { echo \\"$DB_PASSWORD is wrong\\" >&2; exit 1; }; echo dump"
                storages:
                  - {storage: local, backup_dir: "\(fixture.scratch("store"))"}

            """
        }
        let lines =
            [
                "server_name: Nixys k8s cluster", "admin_mail: admins@nixys.ru", "client_mail: ['']",
                "mail_from: backup@nixys.ru", "level_message: error", "block_io_read: ''",
            ] + main
        try fixture.configure("main:\n" + lines.map { "  \($0)\n" }.joined() + "jobs:\n" + jobs.joined())
    }

    private func variables(_ server: TestService) -> [String: String] {
        [
            "SMTP_MAILHUB_ADDR": "localhost", "SMTP_MAILHUB_PORT": "\(server.port)", "SMTP_USE_TLS": "YES",
            "SMTP_AUTH_USER": "backup", "SMTP_AUTH_PASS": #"pass "word" #1"#, "SMTP_FROM_LINE_OVERRIDE": "YES",
            "DB_PASSWORD": "hunter2-of-the-database",
        ]
    }

    private func mails(_ server: TestService) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: server.folder("mails")).filter { $0.hasSuffix(".eml") }
            .sorted()
            .map { try String(contentsOfFile: server.folder("mails/\($0)"), encoding: .utf8) }
    }

    @Test("The article's variables, STARTTLS, a login; one service of three failed: one message, without a secret")
    func night() async throws {
        guard let server = try TestService.start("smtp", "--starttls", "--auth", "PLAIN") else { return }
        try await CommandFixture.with { fixture in
            try configure(fixture, main: ["smtp_ca_cert: \(server["authority"])"])
            let well = try await fixture.run("run", environment: variables(server))
            #expect(well.status == 0 && !well.errors.contains("mail"), "\(well)")
            #expect(try mails(server).isEmpty)

            try fixture.scratch.write("redis.broken", "")
            let night = try await fixture.run("run", environment: variables(server))
            #expect(night.status == 1, "\(night)")
            let mails = try mails(server)
            #expect(mails.count == 1)
            let mail = try #require(mails.first)
            #expect(mail.contains("Subject: [failed] Nixys k8s cluster: 1 of 3 jobs failed"), "\(mail)")
            #expect(mail.hasPrefix("From: backup@nixys.ru\r\nTo: admins@nixys.ru\r\nSubject: "), "\(mail)")
            #expect(mail.contains("FAILED  redis") && mail.contains("<redacted> is wrong"), "\(mail)")
            for secret in ["hunter2", "pass \"word\"", "pass =22word"] {
                #expect(!mail.contains(secret) && !night.errors.contains(secret) && !night.text.contains(secret))
            }
        }
    }

    @Test("A mail that cannot be sent is a warning, and exit 3 only when it is required; a failure stays a failure")
    func required() async throws {
        try await CommandFixture.with { fixture in
            for (isRequired, level, status) in [("no", "debug", Int32(0)), ("yes", "debug", 3), ("yes", "error", 0)] {
                try configure(
                    fixture,
                    main: [
                        "notify_required: \(isRequired)", "smtp_server: 127.0.0.1", "smtp_port: 1", "smtp_timeout: 1s",
                    ])
                let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
                    .replacing("level_message: error", with: "level_message: \(level)")
                    .replacing("client_mail: ['']", with: "client_mail: c@example.org")
                try fixture.configure(text)
                let run = try await fixture.run("run", "uploads", "-o", "json")
                #expect(run.status == status, "\(run)")
                let warning = "warning: mail: the mail server 127.0.0.1 does not take the mail now"
                #expect(run.errors.contains(warning) == (level == "debug"), "\(run)")
                #expect(run.text.contains("\"notifier\" : \"mail\"") == (level == "debug"), "\(run)")
            }
            try fixture.scratch.write("uploads.broken", "")
            #expect(try await fixture.run("run", "uploads").status == 1)
        }
    }

    @Test(
        "An address that could be taken for something else is refused with its place",
        arguments: ["-t@x", "a@b, c@d", "a b@c"])
    func addresses(address: String) async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, main: ["smtp_user: x"])
            let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            try fixture.configure(text.replacing("admins@nixys.ru", with: "'\(address)'"))
            let result = try await fixture.run("check", "--offline")
            #expect(result.status == 78, "\(result)")
            #expect(result.errors.contains(":3:15: main.admin_mail: expected a mail address"), "\(result)")
        }
    }
}
