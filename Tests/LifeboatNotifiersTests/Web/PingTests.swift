import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatNotifiers

@Suite("Pings, as healthchecks.io wants them")
struct PingTests {
    private let time = ManualClock()

    private func notifier(_ address: WebAddress, jobs: [String] = []) throws -> PingNotifier {
        let configuration = PingConfiguration(name: "1", address: address, jobs: jobs, timeout: .seconds(1))
        return try PingNotifier(configuration, run: "11111111-2222-4333-8444-555555555555", .test(time))
    }

    @Test("start, then the address itself or fail, with one rid and the report as the body")
    func protocols() async throws {
        guard let server = try WebhookServer() else { return }
        let notifier = try notifier(try server.address("/ok-uuid/"))
        try await notifier.begin(jobs: ["files"])
        try await notifier.tell(SampleReport.allWell())
        try await notifier.tell(SampleReport.night())
        let requests = try server.requests()
        let rid = "?rid=11111111-2222-4333-8444-555555555555"
        #expect(
            requests.map { "\($0.method) \($0.path)" } == [
                "POST /ok-uuid/start\(rid)", "POST /ok-uuid\(rid)", "POST /ok-uuid/fail\(rid)",
            ])
        #expect(requests.map { $0.body.isEmpty } == [true, false, false])
        #expect(requests[1].body.contains("WHAT WAS DONE") && requests[2].body.contains("hint: the bucket answers"))
    }

    @Test("A check goes by outcomes alone: what is said aloud once a day does not make it flap")
    func gone() async throws {
        guard let server = try WebhookServer() else { return }
        var job = SampleReport.well("files")
        let now = SampleStatus.now
        job.record?.gone = [
            GoneTarget(target: "x", since: now, lastBackup: now, told: BackupID(started: now, random: 1))
        ]
        #expect(job.verdict == .degraded)
        try await notifier(try server.address("/ok")).tell(SampleReport.report([job]))
        #expect(try server.requests().map(\.path).allSatisfy { $0.hasPrefix("/ok?") })
    }

    @Test("A test is a line in the log of the check")
    func test() async throws {
        guard let server = try WebhookServer() else { return }
        let report = RunReport.test(serverName: "web-1", lifeboatVersion: "0.test", now: SampleStatus.now)
        #expect(try await notifier(try server.address("/ok")).test(report) == "a line is in its log")
        let request = try #require(try server.requests().first)
        #expect(request.path.hasPrefix("/ok/log?rid=") && request.body.hasPrefix("web-1: a test message"))
    }

    @Test("Of long reports the last lines")
    func lines() {
        let text = (0..<5_000).map { "line \($0) ☃\n" }.joined()
        let kept = String(decoding: PingNotifier.lastLines(of: text), as: UTF8.self)
        #expect(kept.utf8.count <= 10_000 && kept.utf8.count > 9_900)
        #expect(kept.hasPrefix("line ") && kept.hasSuffix("line 4999 ☃\n") && text.hasSuffix(kept))
    }

    @Test("Only for its own jobs; a server in trouble is given up")
    func jobs() async throws {
        guard let server = try WebhookServer() else { return }
        let notifier = try notifier(try server.address("/ok"), jobs: ["db"])
        try await notifier.begin(jobs: ["files"])
        try await notifier.tell(SampleReport.allWell())
        #expect(try server.requests().isEmpty)
        try await notifier.begin(jobs: ["files", "db"])
        try await notifier.tell(SampleReport.night())
        #expect(try server.requests().map { $0.path.prefix(9) } == ["/ok/start", "/ok/fail?"])
        let hanging = try self.notifier(try server.address("/hang"))
        await expectLifeboatError(.temporary) { try await hanging.begin(jobs: ["x"]) }
        await expectLifeboatError(.temporary) { try await hanging.tell(SampleReport.night()) }
        #expect(try server.requests().count == 2 + 2 + 3)
    }
}
