import Foundation
import LifeboatTesting
import Testing

@Suite("check --notify")
struct NotifyCheckTests {
    private struct Report: Decodable {
        struct Entry: Decodable {
            var job: String?
            var part: String
            var name: String?
            var ok: Bool
            var found: [String]
            var problem: String?
        }

        var ok: Bool
        var checks: [Entry]
    }

    @Test("Everybody gets a message that says that it is a test; no backup is made and nobody is alarmed")
    func all() async throws {
        guard let mail = try TestService.start("smtp"), let receiver = try TestService.start("receiver"),
            let prometheus = try PrometheusServer()
        else { return }
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            let url = "http://127.0.0.1:\(receiver.port)/ok"
            try fixture.configureFiles(
                main: [
                    "admin_mail: a@example.org", "client_mail: c@example.org", "smtp_server: localhost",
                    "smtp_port: \(mail.port)",
                    "webhooks: [{name: chat, preset: slack, url: '\(url)/hook', jobs: [site]}, {preset: alertmanager, url: '\(url)/alerts'}]",
                    "pings: [{url: '\(url)/check'}]", "metrics:", "  textfile: \(prometheus.textfile)",
                    "  pushgateway: {url: 'http://127.0.0.1:\(prometheus.service["gateway"])'}",
                    "  push: {url: '\(url)/push'}",
                ])
            let quiet = try await fixture.run("check")
            #expect(quiet.status == 0 && !quiet.text.contains("mail"), "\(quiet)")
            #expect(!FileManager.default.fileExists(atPath: receiver.folder("requests.jsonl")))

            let result = try await fixture.run("check", "--notify")
            #expect(result.status == 0, "\(result)")
            for line in [
                "ok    mail: a message is sent to a@example.org, c@example.org",
                "ok    webhook chat: a message is sent",
                "ok    ping 1: a line is in its log", "ok    metrics textfile: files can be written to ",
                "ok    metrics pushgateway: it answers", "ok    metrics url: it takes figures",
            ] { #expect(result.text.contains(line), "\(line): \(result)") }
            let sent = try String(contentsOfFile: receiver.folder("requests.jsonl"), encoding: .utf8)
            #expect(sent.contains("[test] test: a test message, no backup was made"), "\(sent)")
            #expect(
                sent.contains("/ok/check/log?rid=") && !sent.contains("/fail") && !sent.contains("alertname"), "\(sent)"
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: prometheus.textfile).isEmpty)
            #expect(try await fixture.backups().isEmpty)
        }
    }

    @Test("Who cannot be told is a failure, with why; nobody to tell is one, too")
    func trouble() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(
                main: [
                    "admin_mail: a@example.org", "smtp_server: 127.0.0.1", "smtp_port: 1", "smtp_timeout: 1s",
                    "webhooks: [{name: chat, url: 'http://127.0.0.1:\(receiver.port)/404/SECRETPART'}]",
                    "metrics: {textfile: \(fixture.scratch("none"))}",
                ])
            let result = try await fixture.run("check", "--notify", "-o", "json")
            #expect(result.status == 1, "\(result)")
            let notifiers = try result.decode(Report.self).checks.filter { $0.part == "notifier" }
            #expect(
                notifiers.map(\.name) == ["metrics textfile", "mail", "webhook chat"] && notifiers.allSatisfy { !$0.ok }
            )
            #expect(notifiers.allSatisfy { $0.job == nil && $0.problem != nil })
            #expect(!result.text.contains("SECRETPART"), "\(result)")

            try fixture.configureFiles()
            let nobody = try await fixture.run("check", "--notify")
            #expect(nobody.status == 1, "\(nobody)")
            #expect(nobody.text.contains("FAIL  notifications: the configuration names nobody to be told"), "\(nobody)")
            let offline = try await fixture.run("check", "--notify", "--offline")
            #expect(offline.status == 64, "\(offline)")
        }
    }
}
