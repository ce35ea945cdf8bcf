import Foundation
import LifeboatTesting
import Testing

@Suite("A signal while people are told, and runs that do not even begin")
struct GraceTests {
    private func requests(_ receiver: TestService) -> String {
        (try? String(contentsOfFile: receiver.folder("requests.jsonl"), encoding: .utf8)) ?? ""
    }

    /// A webhook that takes the message and never answers, for as long as it is let.
    private func hanging(_ receiver: TestService) -> [String] {
        [
            "webhooks: [{name: chat, url: 'http://127.0.0.1:\(receiver.port)/hang', on: [success, failure], timeout: 1h}]"
        ]
    }

    @Test("What was done before the signal is done: telling is given up, and the exit status is that of the run")
    func done() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            for (required, status) in [("no", Int32(0)), ("yes", 3)] {
                let before = requests(receiver).count
                try fixture.configureExternal(
                    "echo dump", main: hanging(receiver) + ["notify_required: \(required)"])
                let running = try fixture.start(["run", "-o", "json"])
                try await running.reaches { requests(receiver).count > before }
                running.signal(SIGTERM)
                let result = try await running.wait()
                #expect(result.status == status, "\(result)")
                #expect(
                    result.errors.contains("warning: webhook chat: given up: a signal came"), "\(result)")
                #expect(result.text.contains("\"outcome\" : \"done\"") && result.text.contains("webhook chat"))
            }
            #expect(try await fixture.backups().count == 2)
            #expect(try fixture.runRecords(of: "dump").map(\.outcome) == ["done", "done"])
        }
    }

    @Test("A failed run stays failed")
    func failed() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("exit 7", main: hanging(receiver))
            let running = try fixture.start(["run"])
            try await running.reaches { requests(receiver).contains("/hang") }
            running.signal(SIGINT)
            let result = try await running.wait()
            #expect(result.status == 1, "\(result)")
        }
    }

    @Test("A run that the signal did interrupt says so, and tells for a short grace only")
    func interrupted() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("touch begun; exec sleep 600", main: hanging(receiver))
            let running = try fixture.start(["run"])
            try await running.reaches { fixture.exists("begun") }
            running.signal(SIGTERM)
            let result = try await running.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.errors.contains("warning: webhook chat: given up: a signal came"), "\(result)")
        }
    }

    @Test("A run that fails before it begins is told of, too: a log that cannot be written")
    func log() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            let url = "http://127.0.0.1:\(receiver.port)/ok"
            let main = ["webhooks: [{url: '\(url)'}]", "pings: [{url: '\(url)'}]", "admin_mail: a@example.org"]
            try fixture.configureExternal("echo dump", main: main)
            #expect(try await fixture.run("run").status == 0)
            try fixture.configureExternal(
                "echo dump",
                main: main + [
                    "log_file: \(fixture.scratch("none/log"))", "smtp_server: 127.0.0.1", "smtp_port: 1",
                    "smtp_timeout: 1s",
                ])
            let run = try await fixture.run("run")
            #expect(run.status == 1, "\(run)")
            #expect(run.errors.contains("error: log_file: cannot open \(fixture.scratch("none/log"))"), "\(run)")
            #expect(run.errors.contains("warning: mail: "), "\(run)")
            let told = requests(receiver)
            #expect(told.contains("\"path\": \"/ok\"") && told.contains("/ok/fail?rid="), "\(told)")
            #expect(told.contains("[failed] test: job dump: not begun"), "\(told)")
            #expect(told.contains("not begun: log_file: cannot open "), "\(told)")
            // What there is from before.
            #expect(told.contains("newest backup: ") && told.contains("> lifeboat run -c "), "\(told)")
            #expect(try await fixture.backups().count == 1)
        }
    }

    @Test("A server that never answers that a run begins does not keep the run from its end")
    func begin() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(
                "echo dump", main: ["pings: [{url: 'http://127.0.0.1:\(receiver.port)/hang', timeout: 1h}]"])
            let running = try fixture.start(["run"])
            try await running.reaches { requests(receiver).contains("/hang?rid=") }
            #expect(running.errorsSoFar.contains("warning: ping 1: start: no end within 20s"))
            running.signal(SIGTERM)
            let result = try await running.wait()
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test("A storage that hangs does not keep an interrupted run for as long as it may be silent")
    func storage() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.configure(
                """
                main:
                  webhooks: [{url: "http://127.0.0.1:\(receiver.port)/ok"}]
                jobs:
                  - job: dump
                    type: external
                    stream: yes
                    dump_cmd: touch begun; exec sleep 600
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}
                      - {storage: webdav, host: "http://127.0.0.1:\(receiver.port)/hang", user: u, password: pass,
                         stall_timeout: 1h}

                """)
            let running = try fixture.start(["run"])
            try await running.reaches { fixture.exists("begun") }
            running.signal(SIGTERM)
            let result = try await running.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.errors.contains("storage webdav: the run record was not kept"), "\(result)")
            #expect(result.errors.contains("job dump: its storages did not say in time what there is now"), "\(result)")
            #expect(requests(receiver).contains("job dump: interrupted"))
        }
    }
}
