import Foundation
import LifeboatTesting
import Testing

/// The configuration in `examples/notifications`, as it stands there.
@Suite("The example for notifications")
struct NotificationsExampleTests {
    private static let example =
        #filePath.components(separatedBy: "/Tests/CommandTests/")[0] + "/examples/notifications/lifeboat.yaml.j2"

    @Test("A test reaches everybody; a good night is a ping and figures, a bad one is a mail and a message, too")
    func nights() async throws {
        guard let mail = try TestService.start("smtp", "--starttls", "--auth", "PLAIN"),
            let receiver = try TestService.start("receiver")
        else { return }
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            for folder in ["textfile", "store"] {
                try FileManager.default.createDirectory(
                    atPath: fixture.scratch(folder), withIntermediateDirectories: false)
            }
            let url = "http://127.0.0.1:\(receiver.port)/ok"
            let environment = [
                "LIFEBOAT_CONFIG": Self.example, "SMTP_MAILHUB_ADDR": "localhost",
                "SMTP_MAILHUB_PORT": "\(mail.port)", "SMTP_USE_TLS": "YES", "SMTP_AUTH_USER": "backup",
                "SMTP_AUTH_PASS": #"pass "word" #1"#, "SMTP_CA_CERT": mail["authority"], "SLACK_URL": "\(url)/slack",
                "PING_URL": "\(url)/ping", "TEXTFILE_FOLDER": fixture.scratch("textfile"),
                "UPLOADS": fixture.scratch("files"), "BACKUPS": fixture.scratch("store"),
            ]
            func lifeboat(_ words: String...) async throws -> CommandResult {
                try await fixture.start(words, environment: environment).wait()
            }
            func told() throws -> [String] {
                struct Request: Decodable { var path: String }
                let text = try String(contentsOfFile: receiver.folder("requests.jsonl"), encoding: .utf8)
                return try text.split(separator: "\n").map { line in
                    let path = try JSONDecoder().decode(Request.self, from: Data(line.utf8)).path
                    return String(path.prefix { $0 != "?" })
                }
            }
            func mails() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: mail.folder("mails")).count { $0.hasSuffix(".eml") }
            }

            let check = try await lifeboat("check", "--notify")
            #expect(check.status == 0, "\(check)")
            #expect(try Set(told()) == ["/ok/slack", "/ok/ping/log"] && mails() == 1)

            let good = try await lifeboat("run")
            #expect(good.status == 0 && !good.errors.contains("warning"), "\(good)")
            #expect(try told().suffix(2) == ["/ok/ping/start", "/ok/ping"] && mails() == 1)
            #expect(fixture.paths(below: "textfile") == ["lifeboat-web-1+uploads.prom"])
            #expect(try await lifeboat("status").status == 0)

            try FileManager.default.removeItem(atPath: fixture.scratch("files"))
            let bad = try await lifeboat("run")
            #expect(bad.status == 1 && !bad.errors.contains("warning"), "\(bad)")
            #expect(try Set(told().suffix(2)) == ["/ok/slack", "/ok/ping/fail"] && mails() == 2)
            let text = try String(contentsOfFile: mail.folder("mails/2.eml"), encoding: .utf8)
            #expect(text.contains("Subject: [failed] web-1: job uploads: failed"), "\(text)")
            #expect(text.contains("newest backup: ") && text.contains("> lifeboat check -c "), "\(text)")
        }
    }
}
