import Foundation
import LifeboatTesting
import Testing

@Suite("An FTP server and a folder, with the commands", .enabled(if: Needs.tool("rclone")))
struct FTPCommandTests {
    private static func configuration(_ port: Int, _ store: String) -> String {
        """
        jobs:
          - job: site
            type: external
            dump_cmd: seq 200000
            stream: true
            storages:
              - storage: ftp
                host: 127.0.0.1
                port: \(port)
                user: lifeboat
                password: "{{ ftp_password }}"
                backup_dir: backups
                store: {days: 1}
              - storage: local
                backup_dir: "\(store)"

        """
    }

    private static let numbers = (1...200_000).map { "\($0)\n" }.joined()

    @Test("A job is checked, backed up, listed, verified, restored and expired there")
    func wholeWay() async throws {
        guard let server = try TestService.start("ftp") else { return }
        try await CommandFixture.with { fixture in
            try fixture.scratch.write(
                "lifeboat.yaml.j2", Self.configuration(server.port, fixture.scratch("store")))
            let environment = [
                "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"), "FTP_PASSWORD": server["password"],
            ]
            let checked = try await fixture.run("check", environment: environment)
            #expect(checked.status == 0, "\(checked)")
            #expect(!fixture.paths(below: server["data"]).contains { $0.hasPrefix("backups/") }, "check left something")
            for _ in 1...2 {
                let run = try await fixture.run("run", environment: environment)
                #expect(run.status == 0, "\(run)")
            }
            let listed = try await fixture.run(
                "list", "site", "--storage", "ftp", "-o", "json", environment: environment)
            let backups = try listed.decode(BackupList.self).backups
            let backup = try #require(backups.first)
            // The second of a day replaces the first.
            #expect(backups.count == 1 && backup.complete)
            let verified = try await fixture.run("verify", "--storage", "ftp", environment: environment)
            #expect(verified.status == 0, "\(verified)")
            let restored = try await fixture.run(
                "restore", "site", "--storage", "ftp", "--stdout", environment: environment)
            #expect(restored.status == 0 && restored.text == Self.numbers, "\(restored.errors)")

            // What lies there opens without us, and nothing else does.
            let object = "\(server["data"])/backups/\(backup.object ?? "")"
            let plain = fixture.scratch("by-hand")
            #expect(try await fixture.tool("zstd", "-q", "-dc", object, "-o", plain).status == 0)
            #expect(FileManager.default.contents(atPath: plain) == Data(Self.numbers.utf8))
            #expect(!fixture.paths(below: server["data"]).contains { $0.contains("lifeboat-") || $0.hasSuffix(".tmp") })
            let all = checked.errors + verified.errors + restored.errors
            #expect(!all.contains(server["password"]))
        }
    }

    @Test("When it is down, the other storage has the backup and the run is degraded")
    func down() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("lifeboat.yaml.j2", Self.configuration(1, fixture.scratch("store")))
            let environment = [
                "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"), "FTP_PASSWORD": "unseen",
            ]
            let run = try await fixture.run("run", environment: environment)
            #expect(run.status == 3 && run.errors.contains("is the server running"), "\(run)")
            #expect(!run.errors.contains("unseen"))
            let restored = try await fixture.run(
                "restore", "site", "--storage", "local", "--stdout", environment: environment)
            #expect(restored.text == Self.numbers, "\(restored.errors)")
        }
    }
}
