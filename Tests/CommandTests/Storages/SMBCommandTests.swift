import Foundation
import LifeboatTesting
import Testing

@Suite("A Samba server, with the commands", .enabled(if: Needs.tool("smbd") && Needs.tool("rclone")))
struct SMBCommandTests {
    @Test("What Windows takes for devices is backed up, listed, verified, expired and restored like anything else")
    func names() async throws {
        guard let server = try TestService.start("samba") else { return }
        try await CommandFixture.with { fixture in
            let targets = ["aux", "nul.d", "notes."]
            for name in targets { try fixture.scratch.write("data/\(name)/file", "contents of \(name)\n") }
            try fixture.configure(
                """
                jobs:
                  - job: con
                    type: desc_files
                    sources:
                      - target: [\(targets.map { "\"\(fixture.scratch("data/\($0)"))\"" }.joined(separator: ", "))]
                    storages:
                      - storage: smb
                        host: 127.0.0.1
                        port: \(server.port)
                        user: \(server["user"])
                        password: "\(server["password"])"
                        share: backups
                        store: {days: 1}

                """)
            for _ in 1...2 {
                let run = try await fixture.run("run", "con")
                #expect(run.status == 0, "\(run)")
            }
            // Of two in one day the older has expired: it was seen.
            let backups = try await fixture.backups()
            #expect(backups.map(\.target).sorted() == targets.sorted() && backups.allSatisfy(\.complete))
            let objects = fixture.paths(below: server["data"]).filter { $0.hasSuffix(".tar.zst") }
            #expect(objects.sorted() == backups.compactMap(\.object).sorted())
            #expect(objects.allSatisfy { $0.hasPrefix("%63on/") }, "\(objects)")
            let verified = try await fixture.run("verify", "con")
            #expect(verified.status == 0, "\(verified)")
            for name in targets {
                let place = fixture.scratch("back/of-\(name)")
                let restored = try await fixture.run("restore", "con/\(name)", "--to", place)
                #expect(restored.status == 0, "\(restored)")
                let same = try await fixture.tool("diff", "-r", fixture.scratch("data/\(name)"), "\(place)/\(name)")
                #expect(same.status == 0, "\(same)")
            }
        }
    }
}
