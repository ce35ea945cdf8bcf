import Foundation
import LifeboatTesting
import Testing

@Suite("Everybody who should be told is down")
struct AllDownTests {
    /// Each way to tell somebody, and nobody there.
    private func main(_ fixture: CommandFixture, port: Int, required: Bool = false) -> [String] {
        let url = "http://127.0.0.1:\(port)"
        return [
            "admin_mail: a@example.org", "client_mail: c@example.org", "level_message: debug",
            "smtp_server: 127.0.0.1", "smtp_port: \(port)", "smtp_timeout: 1s",
            "webhooks: [{name: chat, preset: slack, url: '\(url)/hang/SECRETPART', on: [success], timeout: 1s}]",
            "pings: [{url: '\(url)/hang/SECRETPART', timeout: 1s}]",
            "metrics:", "  textfile: \(fixture.scratch("none"))", "  pushgateway: {url: '\(url)/500'}",
            "  push: {url: '\(url)/cut'}",
            "notify_required: \(required ? "yes" : "no")",
        ]
    }

    private struct Report: Decodable {
        struct Run: Decodable {
            var outcome: String
        }

        struct Untold: Decodable {
            var notifier: String
            var problem: String
        }

        var runs: [Run]
        var untold: [Untold]
    }

    @Test("The backup is made, the exit status is that of the run, and each is named in a warning")
    func down() async throws {
        // Closed, and one that takes connections and then says nothing, nonsense or no.
        guard let receiver = try TestService.start("receiver") else { return }
        for port in [1, receiver.port] {
            try await CommandFixture.with { fixture in
                try fixture.makeFiles()
                try fixture.configureFiles(main: main(fixture, port: port))
                let run = try await fixture.run("run", "-o", "json")
                #expect(run.status == 0, "\(run)")
                let report = try run.decode(Report.self)
                #expect(report.runs.map(\.outcome) == ["done"])
                let expected = [
                    "mail", "metrics pushgateway", "metrics textfile", "metrics url", "ping 1", "webhook chat",
                ]
                #expect(report.untold.map(\.notifier) == expected, "\(run)")
                for name in expected { #expect(run.errors.contains("warning: \(name): "), "\(name): \(run)") }
                #expect(!run.errors.contains("SECRETPART") && !run.text.contains("SECRETPART"), "\(run)")
                #expect(try await fixture.backups().count == 1)
                #expect(try fixture.runRecords(of: "site").map(\.outcome) == ["done"])
            }
        }
    }

    @Test("With notify_required it is degraded; what failed stays failed")
    func required() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(main: main(fixture, port: 1, required: true))
            #expect(try await fixture.run("run").status == 3)
            #expect(try fixture.runRecords(of: "site").map(\.outcome) == ["done"])
            try FileManager.default.removeItem(atPath: fixture.scratch("files"))
            #expect(try await fixture.run("run").status == 1)
        }
    }

    @Test("What cannot even be set up is said when its turn comes")
    func unusable() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(
                main: ["webhooks: [{name: x, url: 'https://localhost/SECRETPART', on: success, ca_cert: /none.pem}]"])
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            #expect(run.errors.contains("warning: webhook x: cannot read certificates from /none.pem"), "\(run)")
            #expect(try await fixture.backups().count == 1)
        }
    }

    @Test("Interrupted, it tells those who are there, and ends as interrupted")
    func interrupted() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            let url = "http://127.0.0.1:\(receiver.port)/ok"
            try fixture.configureExternal(
                "touch begun; exec sleep 600", main: ["webhooks: [{url: '\(url)/hook'}]", "pings: [{url: '\(url)'}]"])
            let running = try fixture.start(["run"])
            let log = receiver.folder("requests.jsonl")
            try await running.reaches {
                let requests = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                return fixture.exists("begun") && requests.contains("/ok/start?rid=")
            }
            running.signal(SIGTERM)
            let result = try await running.wait()
            #expect(result.status == 143, "\(result)")
            let requests = try String(contentsOfFile: log, encoding: .utf8)
            #expect(requests.contains("/ok/start?rid=") && requests.contains("/ok/fail?rid="), "\(requests)")
            #expect(requests.contains("/ok/hook") && requests.contains("interrupted"), "\(requests)")
        }
    }
}
