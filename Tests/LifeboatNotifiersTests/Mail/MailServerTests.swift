import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatNotifiers

@Suite("Mails to a real server")
struct MailServerTests {
    private let time = ManualClock()

    private func notifier(_ configuration: MailConfiguration, toolbox: Toolbox = Toolbox()) -> MailNotifier {
        let waiting = Waiting(sleep: { [time] in try await time.sleep($0) }, randomness: { 7 })
        return MailNotifier(configuration, hostName: "web-1", waiting: waiting, toolbox: toolbox)
    }

    @Test("With STARTTLS and a login: one mail, to all, which tells what went wrong")
    func startTLS() async throws {
        guard let server = try SMTPServer("--starttls", "--auth", "PLAIN") else { return }
        try await notifier(server.configuration(.startTLS)).tell(SampleReport.night())
        #expect(server.count == 1)
        let envelope = try server.envelope()
        #expect(envelope.tls && envelope.auth == "PLAIN" && envelope.from == "backup@example.org")
        #expect(envelope.to == ["admin@example.org", "client@example.org"])
        let mail = try server.mail()
        #expect(mail.defects.isEmpty)
        #expect(mail.headers["Subject"] == ["[failed] Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded"])
        let digest = Digest(SampleReport.night(), .troubles)
        #expect(mail.parts.map { $0.text.replacing("\r\n", with: "\n") } == [digest.text, digest.html])
    }

    @Test("With TLS from the first byte")
    func tls() async throws {
        guard let server = try SMTPServer("--tls", "--auth", "LOGIN") else { return }
        try await notifier(server.configuration(.tls)).tell(SampleReport.night())
        #expect(try server.envelope().tls && server.envelope().auth == "LOGIN")
    }

    @Test("Each way to prove a login that the server speaks")
    func mechanisms() async throws {
        for (name, authentication) in [
            ("PLAIN", MailConfiguration.Authentication.plain), ("LOGIN", .login), ("CRAM-MD5", .cramMD5),
        ] {
            guard let server = try SMTPServer("--starttls", "--auth", name) else { return }
            try await notifier(server.configuration(.startTLS, authentication: authentication)).tell(
                SampleReport.night())
            #expect(try server.envelope().auth == name)
        }
    }

    @Test("Without TLS the password is kept back unless a method is asked for by name")
    func open() async throws {
        guard let server = try SMTPServer("--auth", "PLAIN") else { return }
        let refused = await expectLifeboatError(.refused) {
            try await notifier(server.configuration()).tell(SampleReport.night())
        }
        #expect(refused?.hint?.contains("smtp_tls") == true)
        #expect(server.count == 0)
        try await notifier(server.configuration(authentication: .plain)).tell(SampleReport.night())
        #expect(try server.envelope().auth == "PLAIN")
        guard let hidden = try SMTPServer("--auth", "CRAM-MD5") else { return }
        try await notifier(hidden.configuration(authentication: .cramMD5)).tell(SampleReport.night())
        #expect(try hidden.envelope().auth == "CRAM-MD5")
    }

    @Test("A wrong password is said as that, once, and never shown")
    func wrongPassword() async throws {
        guard let server = try SMTPServer("--starttls", "--auth", "PLAIN") else { return }
        let wrong = Secret("not-the-password")
        let error = await expectLifeboatError(.accessDenied) {
            try await notifier(server.configuration(.startTLS, password: wrong)).tell(SampleReport.night())
        }
        #expect(error?.hint == "check smtp_user and smtp_password")
        #expect(error?.description.contains("not-the-password") == false)
        #expect(error?.description.contains("/proc/") == false, "\(error?.description ?? "")")
        #expect(time.slept.isEmpty && server.count == 0)
    }

    @Test("A certificate that nobody vouches for, or for another name, is refused; so is a server without STARTTLS")
    func certificates() async throws {
        guard let server = try SMTPServer("--starttls", "--auth", "PLAIN") else { return }
        for configuration in [
            server.configuration(.startTLS, authority: false), server.configuration(.startTLS, host: "127.0.0.1"),
        ] {
            await expectLifeboatError(.refused) { try await notifier(configuration).tell(SampleReport.night()) }
        }
        guard let plain = try SMTPServer() else { return }
        await expectLifeboatError(.refused) {
            try await notifier(plain.configuration(.startTLS, password: nil)).tell(SampleReport.night())
        }
        #expect(server.count == 0 && plain.count == 0)
        try await notifier(plain.configuration(password: nil)).tell(SampleReport.night())
        #expect(plain.count == 1)
    }

    @Test("What is refused for now is tried again, with pauses, three times at most; what is refused is not")
    func retries() async throws {
        guard let once = try SMTPServer("--fault", "451-once"), let always = try SMTPServer("--fault", "451"),
            let never = try SMTPServer("--fault", "550")
        else { return }
        try await notifier(once.configuration(password: nil)).tell(SampleReport.night())
        #expect(once.count == 1 && time.slept.count == 1)
        let temporary = await expectLifeboatError(.temporary) {
            try await notifier(always.configuration(password: nil)).tell(SampleReport.night())
        }
        #expect(temporary?.why?.contains("451 not this one") == true, "\(temporary?.description ?? "")")
        #expect(time.slept.count == 3 && time.elapsed < .seconds(20))
        let refused = await expectLifeboatError(.refused) {
            try await notifier(never.configuration(password: nil)).tell(SampleReport.night())
        }
        #expect(refused?.why?.contains("550") == true && time.slept.count == 3, "\(refused?.description ?? "")")
    }

    @Test("A server that says nothing, and none at all, are given up")
    func silent() async throws {
        guard let server = try SMTPServer("--fault", "hang") else { return }
        var configuration = server.configuration(password: nil)
        configuration.timeout = .seconds(1)
        await expectLifeboatError(.temporary) { try await notifier(configuration).tell(SampleReport.night()) }
        configuration.port = 1
        let error = await expectLifeboatError(.temporary) {
            try await notifier(configuration).tell(SampleReport.night())
        }
        #expect(error?.what == "the mail server localhost does not take the mail now")
    }

    @Test("A test goes to all, whatever they want to hear of, and says what it is")
    func test() async throws {
        guard let server = try SMTPServer("--starttls", "--auth", "PLAIN") else { return }
        let report = RunReport.test(serverName: "web-1", lifeboatVersion: "0.test", now: SampleStatus.now)
        let found = try await notifier(server.configuration(.startTLS)).test(report)
        #expect(found == "a message is sent to admin@example.org, client@example.org")
        #expect(server.count == 1)
        let mail = try server.mail()
        #expect(mail.headers["Subject"] == ["[test] web-1: a test message, no backup was made"])
        #expect(mail.parts[0].text.contains("`lifeboat check --notify`") && !mail.parts[0].text.contains("ALL JOBS"))
        await expectLifeboatError(.accessDenied) {
            _ = try await notifier(server.configuration(.startTLS, password: Secret("not-the-password"))).test(report)
        }
    }

    @Test("A certificate of our own is shown to a server that wants one, and proves the login where that is asked for")
    func ownCertificate() async throws {
        guard let server = try SMTPServer("--starttls", "--auth", "EXTERNAL") else { return }
        var configuration = server.configuration(.startTLS, password: nil, authentication: .external)
        configuration.user = "backup"
        await expectLifeboatError(.temporary) { try await notifier(configuration).tell(SampleReport.night()) }
        #expect(server.count == 0)
        configuration.certificate = server.service.folder("server.pem")
        configuration.certificateKey = server.service.folder("server.key")
        try await notifier(configuration).tell(SampleReport.night())
        #expect(try server.count == 1 && server.envelope().auth == "EXTERNAL")
    }

    @Test("Two kinds of readers: the one that cannot be told does not keep the other from it")
    func readers() async throws {
        guard let server = try SMTPServer("--fault", "451-once") else { return }
        var configuration = server.configuration(password: nil)
        configuration.level = .debug
        try await notifier(configuration).tell(SampleReport.night())
        #expect(server.count == 2)
        #expect(try server.envelope(1).to == ["admin@example.org"] && server.envelope(2).to == ["client@example.org"])
        let full = try server.mail(2)
        #expect(full.parts[0].text.contains("WHAT WAS DONE"))
    }

    @Test("The password is in no argument and in no file that others can read")
    func unseen() async throws {
        try await withScratchFolder { folder in
            let stand = try folder.write(
                "msmtp",
                """
                #!/bin/sh
                file=${1#--file=}
                { echo "$@"; env; } >'\(folder("seen"))'
                stat -L -c '%a %u' "$file" >'\(folder("mode"))'
                cat "$file" >'\(folder("settings"))'
                cat >/dev/null
                """)
            chmod(stand, 0o700)
            var configuration = MailConfiguration(admins: [Mailbox("-x@y"), Mailbox("a@b")].compactMap(\.self))
            (configuration.server, configuration.user, configuration.password) = ("mail", "u", Secret("hidden pass"))
            let toolbox = Toolbox(path: "\(folder.path):/usr/bin:/bin")
            try await notifier(configuration, toolbox: toolbox).tell(SampleReport.night())
            let seen = try String(contentsOfFile: folder("seen"), encoding: .utf8)
            #expect(!seen.contains("hidden pass") && seen.contains(" -- a@b\n"))
            #expect(try String(contentsOfFile: folder("mode"), encoding: .utf8) == "600 \(geteuid())\n")
            #expect(
                try String(contentsOfFile: folder("settings"), encoding: .utf8).contains("password \"hidden pass\"\n"))
        }
    }

    @Test("One address that is refused keeps nobody else from the mail, and is named")
    func oneRefused() async throws {
        try await withScratchFolder { folder in
            let people = ["admin@example.org", "gone@example.org", "client@example.org"].compactMap { Mailbox($0) }
            let program = try folder.write(
                "sendmail",
                """
                #!/bin/sh
                /bin/cat >/dev/null
                case "$*" in *gone@*) echo '550 gone@example.org: user unknown' >&2; exit 67;; esac
                echo "$@" >>'\(folder("sent"))'
                """)
            chmod(program, 0o700)
            let error = await expectLifeboatError(.refused) {
                try await notifier(MailConfiguration(admins: people), toolbox: Toolbox(path: folder.path)).tell(
                    SampleReport.night())
            }
            #expect(error?.description.contains("gone@example.org") == true)
            let sent = try String(contentsOfFile: folder("sent"), encoding: .utf8)
            #expect(
                sent == "-i -f lifeboat@web-1 -- admin@example.org\n-i -f lifeboat@web-1 -- client@example.org\n")
        }
    }

    @Test("Without a server the local sendmail gets it, its trouble is said, and that there is none")
    func sendmail() async throws {
        try await withScratchFolder { folder in
            let configuration = MailConfiguration(admins: [Mailbox("root@localhost")].compactMap(\.self))
            let toolbox = Toolbox(path: folder.path)
            let missing = await expectLifeboatError(.missingTool) {
                try await notifier(configuration, toolbox: toolbox).tell(SampleReport.night())
            }
            #expect(missing?.hint == "install a mail server or msmtp-mta, or name one with main.smtp_server")
            let program = try folder.write(
                "sendmail", "#!/bin/sh\necho \"$@\" >'\(folder("arguments"))'\n/bin/cat >'\(folder("mail"))'\n")
            chmod(program, 0o700)
            try await notifier(configuration, toolbox: toolbox).tell(SampleReport.night())
            #expect(
                try String(contentsOfFile: folder("arguments"), encoding: .utf8)
                    == "-i -f lifeboat@web-1 -- root@localhost\n")
            let mail = try ParsedMail.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("mail")))))
            #expect(mail.headers["From"] == ["Lifeboat <lifeboat@web-1>"] && mail.defects.isEmpty)
            chmod(
                try folder.write("sendmail", "#!/bin/sh\n/bin/cat >/dev/null\necho 'queue is full' >&2\nexit 75\n"),
                0o700)
            let full = await expectLifeboatError(.temporary) {
                try await notifier(configuration, toolbox: toolbox).tell(SampleReport.night())
            }
            #expect(full?.why == "queue is full")
        }
    }

    @Test(
        "msmtp takes the settings of every way to prove a login", .enabled(if: OracleTool(ifInstalled: "msmtp") != nil))
    func settings() throws {
        let from = try #require(Mailbox("a@b"))
        for authentication in MailConfiguration.Authentication.allCases {
            for encryption in [MailConfiguration.Encryption.none, .tls, .startTLS] {
                var configuration = MailConfiguration(encryption: encryption, authentication: authentication)
                (configuration.user, configuration.password) = ("u ser", SMTPServer.password)
                let text = try MsmtpSettings.text(configuration, "mail.example.org", from, "web-1")
                let file = try PrivateFile(Secret(text))
                let answer = try withExtendedLifetime(file) {
                    try OracleTool("msmtp").run(["--file=\(file.path)", "--pretend", "--", "x@y"])
                }
                #expect(answer.status == 0, "\(authentication): \(answer.complaints)")
                #expect(answer.text.contains("user = u ser\n") && answer.text.contains("host = mail.example.org\n"))
            }
        }
        var broken = MailConfiguration(password: Secret("a\nhost evil"))
        broken.user = "u"
        let error = #expect(throws: LifeboatError.self) { try MsmtpSettings.text(broken, "mail", from, "") }
        #expect(error?.description.contains("evil") == false)
    }
}
