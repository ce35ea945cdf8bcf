import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatNotifiers

@Suite("A real Alertmanager")
struct AlertReceiverTests {
    private struct Alert: Decodable {
        var labels: [String: String]
        var annotations: [String: String]
        var endsAt: String
    }

    private struct Sent: Decodable {
        var endsAt: String
    }

    /// The alerts that are on, by job.
    private func alerts(_ port: Int) throws -> [String: Alert] {
        let script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
        let address = "http://127.0.0.1:\(port)/api/v2/alerts?active=true"
        let answer = try OracleTool("python3").run(["-c", script, address]).checked()
        let alerts = try JSONDecoder().decode([Alert].self, from: answer.output)
        return Dictionary(alerts.map { ($0.labels["job"] ?? "", $0) }, uniquingKeysWith: { $1 })
    }

    @Test("It has an alert for each job that is not well, and none when it is well again")
    func alerts() async throws {
        guard let server = try TestService.start("alerts") else { return }
        let address = try #require(WebAddress("http://127.0.0.1:\(server.port)/api/v2/alerts"))
        let configuration = WebhookConfiguration(
            name: "am", preset: .alertmanager, address: address, verdicts: WebhookPreset.alertmanager.usualVerdicts)
        let notifier = try WebhookNotifier(configuration, .test(ManualClock()))
        // Of this hour, for it forgets what is over.
        var night = SampleReport.night()
        (night.started, night.finished) = (Date(timeIntervalSinceNow: -600), Date(timeIntervalSinceNow: -60))
        try await notifier.tell(night)
        let on = try alerts(server.port)
        #expect(Set(on.keys) == ["db", "redis"])
        let redis = try #require(on["redis"])
        #expect(
            redis.labels == [
                "alertname": "LifeboatRun", "job": "redis", "server": "Nixys k8s cluster", "severity": "warning",
            ])
        #expect(redis.annotations["summary"] == "job redis on Nixys k8s cluster: failed")
        #expect(redis.annotations["description"] == "cannot connect: Connection refused\nhint: is <redis> & all up?")

        var mended = SampleReport.report(["files", "db", "redis"].map { SampleReport.well($0) })
        (mended.started, mended.finished) = (Date(timeIntervalSinceNow: -30), Date(timeIntervalSinceNow: -10))
        try await notifier.tell(mended)
        #expect(try alerts(server.port).isEmpty)
    }

    @Test("It lasts until the next run is late, and two days at the least; a target that is gone keeps it on")
    func lasts() throws {
        func end(_ job: JobReport) throws -> String? {
            let payload = WebhookPreset.alertmanager.payload(SampleReport.report([job]), chat: nil, topic: "")
            let alerts = try JSONDecoder().decode([Sent].self, from: Data(payload.text().utf8))
            return alerts.first?.endsAt
        }
        var job = SampleReport.well("files")
        #expect(try end(job) == "2026-11-23T03:04:10Z")
        job.record?.outcome = .failed
        #expect(try end(job) == "2026-11-25T03:04:10Z")
        job.expected = ExpectedInterval(.seconds(86_400))
        #expect(try end(job) == "2026-11-25T03:04:10Z")
        job.expected = ExpectedInterval(.seconds(7 * 86_400))
        // Seven days and a tenth.
        #expect(try end(job) == "2026-11-30T19:52:10Z")
        let hourAgo = SampleStatus.now.addingTimeInterval(-3_600)
        job.record?.outcome = .done
        job.record?.gone = [
            GoneTarget(target: "x", since: hourAgo, lastBackup: hourAgo, told: BackupID(started: hourAgo, random: 1))
        ]
        #expect(job.verdict == .success)
        #expect(try end(job) == "2026-11-30T19:52:10Z")
    }
}
