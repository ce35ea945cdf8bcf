import Foundation
import LifeboatTesting
import Testing

@Suite("A target that is no longer there, from the run to the mail")
struct GoneTargetCommandTests {
    private struct Document: Decodable {
        struct Entry: Decodable {
            var target: String?
            var verdict: String
            var goneSince: String?
            var problem: String?
        }

        var status: [Entry]
    }

    private func configure(_ fixture: CommandFixture, _ receiver: TestService) throws {
        let url = "http://127.0.0.1:\(receiver.port)"
        try fixture.configure(
            """
            main:
              server_name: test
              webhooks: [{url: "\(url)/ok"}]
            jobs:
              - job: site
                type: desc_files
                expect_every: 1d
                sources: [{target: "\(fixture.scratch("files"))/*"}]
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
    }

    private func requests(_ receiver: TestService) -> [String] {
        let text = try? String(contentsOfFile: receiver.folder("requests.jsonl"), encoding: .utf8)
        return text?.split(separator: "\n").map(String.init) ?? []
    }

    @Test(
        "It is said once in the log and to people, for a while in the log and by status, and it is exit 0 all the while"
    )
    func vanished() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            for name in ["alpha", "beta"] { try fixture.scratch.write("files/\(name)/x", "x\n") }
            try configure(fixture, receiver)
            #expect(try await fixture.run("run").status == 0)
            #expect(requests(receiver).isEmpty)

            try FileManager.default.removeItem(atPath: fixture.scratch("files/beta"))
            let first = try await fixture.run("run")
            #expect(first.status == 0, "\(first)")
            #expect(
                first.errors.contains("warning: job site: target beta: it is no longer there since "), "\(first)")
            #expect(first.errors.contains("hint: removed on purpose?"), "\(first)")
            #expect(requests(receiver).count == 1)
            let message = try #require(requests(receiver).first)
            #expect(message.contains("[degraded] test: job site: target gone"), "\(message)")
            #expect(message.contains("target beta: it is no longer there since "), "\(message)")

            let second = try await fixture.run("run")
            #expect(second.status == 0 && second.errors.contains("target beta: it is no longer there"), "\(second)")
            #expect(requests(receiver).count == 1)

            let status = try await fixture.run("status")
            #expect(status.status == 3, "\(status)")
            #expect(status.lines[1].hasPrefix("GONE   site  beta    local"), "\(status)")
            #expect(status.lines[2].hasPrefix("ok     site  alpha   local"), "\(status)")
            #expect(
                status.errors.hasPrefix("warning: job site: target beta: it is no longer there since "), "\(status)")
            let entries = try await fixture.run("status", "-o", "json").decode(Document.self).status
            #expect(entries.map(\.verdict) == ["gone", "fine"] && entries[0].goneSince != nil)
            let metrics = try await fixture.run("metrics")
            #expect(metrics.text.contains("target=\"beta\",storage=\"local\"} 1\n"), "\(metrics)")
        }
    }

    @Test("A pattern without any match is no target: what there was is shown as failed, and the pattern nowhere")
    func pattern() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("files/alpha/x", "x\n")
            try configure(fixture, receiver)
            #expect(try await fixture.run("run").status == 0)
            try FileManager.default.removeItem(atPath: fixture.scratch("files/alpha"))
            #expect(try await fixture.run("run").status == 1)
            let status = try await fixture.run("status")
            #expect(status.status == 3 && status.lines.count == 2, "\(status)")
            #expect(status.lines[1].hasPrefix("failed  site  alpha   local"), "\(status)")
            #expect(status.errors.contains("site/alpha on local: the last run: "), "\(status)")
            let metrics = try await fixture.run("metrics")
            #expect(!metrics.text.contains("/*"), "\(metrics)")
            let message = try #require(requests(receiver).last)
            #expect(message.contains("alpha: nothing new") && message.contains("newest backup: "), "\(message)")
        }
    }

    @Test("Where a pattern never led to anything there is no backup, and why is said")
    func never() async throws {
        guard let receiver = try TestService.start("receiver") else { return }
        try await CommandFixture.with { fixture in
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("files"), withIntermediateDirectories: false)
            try configure(fixture, receiver)
            #expect(try await fixture.run("run").status == 1)
            let status = try await fixture.run("status", "-o", "json")
            let entries = try status.decode(Document.self).status
            #expect(
                status.status == 1 && entries.map(\.verdict) == ["missing"] && entries[0].target == nil, "\(status)")
            #expect(entries[0].problem?.contains("files/*") == true, "\(status)")
            let metrics = try await fixture.run("metrics")
            #expect(
                metrics.text.contains(
                    "lifeboat_backup_last_success_timestamp_seconds{server=\"test\",job=\"site\",type=\"desc_files\",storage=\"local\"} 0\n"
                ), "\(metrics)")
        }
    }
}
