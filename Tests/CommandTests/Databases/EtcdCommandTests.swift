import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("An etcd server, with the commands", .enabled(if: Needs.tool("etcd")))
struct EtcdCommandTests {
    private func ask(_ server: TestService, _ words: String...) throws -> String {
        try OracleTool("env").run(["ETCDCTL_API=3", "etcdctl", "--endpoints=\(server["endpoint"])"] + words)
            .checked().text
    }

    private func configure(_ fixture: CommandFixture, _ server: TestService, folder: String) throws {
        try fixture.configure(
            """
            jobs:
              - job: state
                type: etcd
                \(folder.isEmpty ? "" : "tmp_dir: \"\(folder)\"")
                sources: [{connect: {endpoints: ["\(server["endpoint"])"]}}]
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
    }

    @Test("is backed up, listed, verified, restored, and served again")
    func wholeWay() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("etcd"))
            for index in 0..<50 { _ = try ask(server, "put", "/registry/\(index)", "value \(index)") }
            let temporary = fixture.scratch("tmp")
            try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
            try configure(fixture, server, folder: temporary)
            let checked = try await fixture.run("check")
            #expect(checked.status == 0 && checked.text.contains("etcd 3."), "\(checked)")
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            #expect(fixture.paths(below: "tmp") == [])
            let backup = try #require(try await fixture.backups().first)
            #expect(backup.target == "snapshot" && backup.complete)
            #expect(backup.object?.hasSuffix("/snapshot.db.zst") == true)
            #expect(try await fixture.run("verify").status == 0)

            let folder = fixture.scratch("data")
            let restored = try await fixture.run("restore", "state", "--to", folder)
            #expect(restored.status == 0 && restored.errors.contains("next: start etcd with --data-dir"), "\(restored)")
            let copy = try #require(try TestService.start("etcd", "--data-dir", folder))
            let keys = try ask(copy, "get", "", "--prefix")
            let originals = try ask(server, "get", "", "--prefix")
            #expect(keys == originals && keys.contains("value 49"))

            let plain = try await fixture.run("restore", "state", "--stdout")
            let file = try fixture.scratch.write("by-hand.db", [UInt8](plain.output))
            let judged = try await fixture.tool(
                "etcdctl", "snapshot", "restore", file, "--data-dir", fixture.scratch("again"))
            #expect(judged.status == 0, "\(judged)")
            let peers = "m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380"
            let member = try await fixture.tool(
                "etcdctl", "snapshot", "restore", file, "--name", "m1", "--data-dir", fixture.scratch("m1"),
                "--initial-cluster", peers, "--initial-advertise-peer-urls", "https://10.0.0.1:2380")
            #expect(member.status == 0 && fixture.exists("m1/member/snap/db"), "\(member)")
        }
    }

    @Test("Without tmp_dir the configuration is wrong and says which key is missing")
    func withoutFolder() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("etcd"))
            try configure(fixture, server, folder: "")
            let run = try await fixture.run("run")
            #expect(run.status == 78 && run.errors.contains("tmp_dir: etcd needs this key"), "\(run)")
            #expect(!fixture.exists("store"))
        }
    }
}
