import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb
import Testing

@testable import LifeboatNotifiers

@Suite("Webhooks")
struct WebhookTests {
    private let time = ManualClock()

    private func notifier(
        _ address: WebAddress, _ preset: WebhookPreset = .json,
        _ change: (inout WebhookConfiguration) -> Void = { _ in }
    ) throws -> WebhookNotifier {
        var configuration = WebhookConfiguration(
            name: "hook", preset: preset, address: address, verdicts: preset.usualVerdicts, timeout: .seconds(2))
        change(&configuration)
        return try WebhookNotifier(configuration, .test(time))
    }

    /// As Python reads it.
    private func json(_ text: String, _ expression: String) throws -> String {
        let script = "import json, sys; v = json.load(sys.stdin); print(json.dumps(\(expression)))"
        return try OracleTool("python3").run(["-c", script], input: Array(text.utf8)).checked().text.trimmingCharacters(
            in: .newlines)
    }

    @Test("All that is known goes out as JSON, with the headers, signed so that Python finds the same")
    func signed() async throws {
        guard let server = try WebhookServer() else { return }
        try await notifier(try server.address("/ok/path?x=1")) {
            $0.headers = ["authorization": Secret("Bearer t")]
            $0.secret = Secret("kéy")
        }.tell(SampleReport.night())
        let request = try #require(try server.requests().first)
        #expect(request.method == "POST" && request.path == "/ok/path?x=1")
        #expect(request.headers["authorization"] == "Bearer t" && request.headers["content-type"] == "application/json")
        let script =
            "import hashlib, hmac, sys; print(hmac.new('kéy'.encode(), sys.stdin.buffer.read(), hashlib.sha256).hexdigest())"
        let told = try OracleTool("python3").run(["-c", script], input: Array(request.body.utf8)).checked().text
        #expect(request.headers["x-lifeboat-signature-256"] == "sha256=" + told.trimmingCharacters(in: .newlines))
        #expect(
            try json(request.body, "[v['outcome'], v['server'], v['duration_seconds'], len(v['jobs'])]")
                == "[\"failure\", \"Nixys k8s cluster\", 250, 3]")
        #expect(try json(request.body, "[j['outcome'] for j in v['jobs']]") == "[\"ok\", \"degraded\", \"failed\"]")
        #expect(try json(request.body, "v['jobs'][1]['problems'][1]['hint']").contains("eu-west-1"))
        #expect(try json(request.body, "v['problems'][1]") == "\"job redis: cannot connect: Connection refused\"")
    }

    @Test("It is told of those runs and jobs that it asked for, and of no other")
    func choice() async throws {
        guard let server = try WebhookServer() else { return }
        let address = try server.address("/ok")
        try await notifier(address).tell(SampleReport.allWell())
        #expect(try server.requests().isEmpty)
        try await notifier(address) { $0.verdicts = [.success] }.tell(SampleReport.allWell())
        #expect(try server.requests().count == 1)
        // The night of the others was good.
        try await notifier(address) { $0.jobs = ["files"] }.tell(SampleReport.night())
        try await notifier(address) { $0.jobs = ["other"] }.tell(SampleReport.night())
        #expect(try server.requests().count == 1)
        try await notifier(address) { $0.jobs = ["files", "db"] }.tell(SampleReport.night())
        let body = try #require(try server.requests().last).body
        #expect(try json(body, "[v['outcome'], v['statement']]") == "[\"degraded\", \"1 of 2 jobs degraded\"]")
    }

    @Test("What each preset sends is what its server's documentation asks for")
    func presets() async throws {
        guard let server = try WebhookServer() else { return }
        let report = SampleReport.night()
        for preset in [WebhookPreset.slack, .ntfy, .alertmanager] {
            try await notifier(try server.address("/base/topic"), preset).tell(report)
        }
        try await notifier(try server.address("/botTOKEN1234/sendMessage"), .telegram) { $0.chat = "-100" }.tell(report)
        let requests = try server.requests()
        #expect(requests.map(\.path) == ["/base/topic", "/base", "/base/topic", "/botTOKEN1234/sendMessage"])
        let bodies = requests.map(\.body)
        #expect(
            try json(bodies[0], "list(v) + [v['text'].split('\\n')[0]]")
                == "[\"text\", \"*[failed] Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded*\"]")
        #expect(bodies[0].contains("is &lt;redis&gt; &amp; all up?"))
        #expect(
            try json(bodies[1], "[v['topic'], v['title'], v['priority']]")
                == "[\"topic\", \"[failed] Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded\", 4]")
        #expect(
            try json(bodies[2], "[[a['labels']['job'], a['labels']['alertname'], a['endsAt']] for a in v]")
                == "[[\"files\", \"LifeboatRun\", \"2026-11-23T03:04:10Z\"], [\"db\", \"LifeboatRun\", \"2026-11-25T03:04:10Z\"], "
                + "[\"redis\", \"LifeboatRun\", \"2026-11-25T03:04:10Z\"]]")
        #expect(
            try json(bodies[3], "[v['chat_id'], v['text'].split('\\n')[0]]")
                == "[\"-100\", \"Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded\"]")
    }

    @Test("A message that is too long for a chat is cut, and stays JSON")
    func long() async throws {
        guard let server = try WebhookServer() else { return }
        var report = SampleReport.night()
        report.jobs[0].troubles = (0..<400).map { Trouble(LifeboatError(.failed, "☃ trouble \($0)\n\"{\\")) }
        for preset in WebhookPreset.allCases where preset != .telegram {
            try await notifier(try server.address("/ok/t"), preset).tell(report)
        }
        for request in try server.requests() { _ = try json(request.body, "1") }
        let slack = try #require(try server.requests().first { $0.body.contains("```") })
        #expect(try json(slack.body, "len(v['text']) < 4000 and v['text'].endswith('```')") == "true")
    }

    @Test(
        "What fails for a moment is tried again; what is refused is not; every try ends in time",
        arguments: [
            ("/flaky", 2, nil), ("/503", 3, .temporary), ("/429", 3, .temporary), ("/400", 1, .refused),
            ("/401", 1, .accessDenied), ("/404", 1, .notFound), ("/redirect", 1, .refused), ("/hang", 3, .temporary),
            ("/drip", 3, .temporary), ("/cut", 3, .temporary), ("/garbage", 3, .temporary),
        ] as [(String, Int, LifeboatError.Kind?)])
    func tries(path: String, count: Int, kind: LifeboatError.Kind?) async throws {
        guard let server = try WebhookServer() else { return }
        let notifier = try notifier(try server.address(path + "/services/SECRETPART?token=t0ken"), .slack) {
            $0.headers = ["authorization": Secret("Bearer hidden")]
            $0.timeout = .seconds(1)
        }
        do {
            try await notifier.tell(SampleReport.night())
            #expect(kind == nil)
        } catch {
            let error = LifeboatError(wrapping: error)
            #expect(error.kind == kind, "\(error)")
            for secret in ["SECRETPART", "t0ken", "hidden"] { #expect(!error.description.contains(secret), "\(error)") }
        }
        #expect(try server.requests().count == count)
        #expect(time.slept.count == count - 1 && time.elapsed <= .seconds(3))
    }

    @Test("Nobody there, a name that is none: given up after as many tries")
    func absent() async throws {
        let address = try #require(WebAddress("http://127.0.0.1:1/hook"))
        let error = await expectLifeboatError(.temporary) { try await notifier(address).tell(SampleReport.night()) }
        #expect(error?.what == "cannot connect to 127.0.0.1")
        #expect(time.slept.count == 2)
    }

    @Test("TLS is verified: an authority of one's own has to be named, and the name has to fit")
    func tls() async throws {
        guard let server = try WebhookServer(tls: true) else { return }
        let trusted: (inout WebhookConfiguration) -> Void = { [authority = server.authority] in
            $0.web = WebOptions(certificateAuthorities: authority)
        }
        try await notifier(try server.address("/ok"), .json, trusted).tell(SampleReport.night())
        #expect(try server.requests().count == 1)
        await expectLifeboatError(.accessDenied) {
            try await notifier(try server.address("/ok")).tell(SampleReport.night())
        }
        await expectLifeboatError(.accessDenied) {
            try await notifier(try server.address("/ok", host: "127.0.0.1"), .json, trusted).tell(SampleReport.night())
        }
        #expect(try server.requests().count == 1)
    }

    @Test(
        "A yes of Telegram's is one only when its answer says so", arguments: ["/botWRONG1234/sendMessage", "/portal"])
    func lies(path: String) async throws {
        guard let server = try WebhookServer() else { return }
        let error = await expectLifeboatError(.refused) {
            try await notifier(try server.address(path), .telegram) { $0.chat = "1" }.tell(SampleReport.night())
        }
        #expect(error?.description.contains("WRONG1234") == false)
        #expect(try server.requests().count == 1)
    }
}
