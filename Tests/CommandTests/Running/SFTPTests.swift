import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("A host behind ssh, with the commands", .enabled(if: Needs.tool("sshd") && Needs.tool("sftp")))
struct SFTPTests {
    private func configure(_ fixture: CommandFixture, _ server: TestService, knownHosts: String) throws {
        try fixture.configure(
            """
            jobs:
              - job: site
                type: desc_files
                sources: [{target: ["\(fixture.scratch("files"))"]}]
                storages:
                  - storage: scp
                    host: 127.0.0.1
                    port: \(server.port)
                    user: \(server["user"])
                    path_to_key: \(server["key"])
                    known_hosts: \(knownHosts)
                    backup_dir: \(fixture.scratch("store"))
                    store: {days: 1}

            """)
    }

    @Test("A job is checked, run, listed, verified, expired and restored there")
    func wholeWay() async throws {
        let server = try #require(try TestService.start("sshd"))
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try configure(fixture, server, knownHosts: server["known_hosts"])
            let checked = try await fixture.run("check")
            #expect(checked.status == 0, "\(checked)")
            for _ in 0..<2 {
                let run = try await fixture.run("run")
                #expect(run.status == 0, "\(run)")
            }
            // The second run's expiry left one.
            let backups = try await fixture.backups()
            #expect(backups.map(\.storage) == ["scp"] && backups[0].complete)
            #expect(try await fixture.run("verify").status == 0)
            let object = fixture.scratch("store/\(backups[0].object ?? "")")
            #expect(try await fixture.tool("zstd", "-q", "-t", object).status == 0)
            let restored = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(restored.status == 0, "\(restored)")
            let same = try await fixture.tool("diff", "-r", fixture.scratch("files"), fixture.scratch("back/files"))
            #expect(same.status == 0, "\(same)")
        }
    }

    @Test("An unknown host key is a failed run that says its fingerprint, and stores nothing")
    func unknownHost() async throws {
        let server = try #require(try TestService.start("sshd"))
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try configure(fixture, server, knownHosts: try fixture.scratch.write("known_hosts", ""))
            let run = try await fixture.run("run")
            #expect(run.status == 1 && run.errors.contains("SHA256:") && run.errors.contains("ssh-keyscan"), "\(run)")
            #expect(!fixture.exists("store"))
        }
    }
}
