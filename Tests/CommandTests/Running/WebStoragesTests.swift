import Foundation
import LifeboatTesting
import Testing

/// A job that keeps the same in a folder, in a bucket and on a WebDAV server.
@Suite("S3 and WebDAV beside a folder")
struct WebStoragesTests {
    private static func configure(_ fixture: CommandFixture, s3: TestService, webdav: TestService) throws {
        try fixture.configure(
            """
            main: {server_name: test}
            jobs:
              - job: dump
                type: external
                dump_cmd: 'seq -f "INSERT INTO t VALUES (%.0f, 0123456789);" 600000'
                stream: yes
                extension: sql
                compression: none
                storages:
                  - storage: local
                    backup_dir: "\(fixture.scratch("store"))"
                    store: {days: 1}
                  - storage: s3
                    endpoint: http://127.0.0.1:\(s3.port)
                    region: us-east-1
                    bucket_name: lifeboat
                    backup_dir: /deep/er
                    access_key_id: lifeboat-key
                    secret_access_key: lifeboat-secret
                    store: {days: 1}
                  - storage: webdav
                    host: http://127.0.0.1:\(webdav.port)
                    user: lifeboat
                    password: lifeboat-secret
                    backup_dir: /deep/er
                    store: {days: 1}

            """)
    }

    /// What a bucket and a server's folder hold.
    private static func objects(_ fixture: CommandFixture, _ folder: String) -> [String] {
        fixture.paths(below: folder).filter { $0.hasSuffix(".sql") }
    }

    @Test("The same bytes in all three, listed, verified, checked, restored, expired; one that dies leaves no trace")
    func three() async throws {
        guard let s3 = try TestService.start("rclone-s3"), let webdav = try TestService.start("wsgidav") else { return }
        try await CommandFixture.with { fixture in
            try Self.configure(fixture, s3: s3, webdav: webdav)
            let check = try await fixture.run("check")
            #expect(check.status == 0, "\(check)")
            #expect(check.text.contains("the credentials may list, write, read"), "\(check)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: webdav["data"] + "/deep/er") == [])

            for _ in 1...2 {
                let run = try await fixture.run("run")
                #expect(run.status == 0, "\(run)")
                #expect(run.errors.contains("on local, s3, webdav"), "\(run)")
            }
            let places = [fixture.scratch("store"), s3["data"] + "/deep/er", webdav["data"] + "/deep/er"]
            let kept = places.map { Self.objects(fixture, $0) }
            #expect(kept[0].count == 1, "the older one of the day expired")
            #expect(kept[1] == kept[0] && kept[2] == kept[0])
            let copies = try places.map { try Data(contentsOf: URL(fileURLWithPath: "\($0)/\(kept[0][0])")) }
            #expect(copies[0].count > 20 << 20)
            #expect(copies[1] == copies[0] && copies[2] == copies[0])

            let verified = try await fixture.run("verify")
            #expect(verified.status == 0, "\(verified)")
            #expect(verified.lines.filter { $0.hasPrefix("intact   dump/dump/") }.count == 3)
            let quick = try await fixture.run("verify", "--quick", "--all")
            #expect(quick.status == 0, "\(quick)")
            #expect(quick.lines.filter { $0.hasPrefix("present  dump/dump/") }.count == 3, "\(quick)")
            for storage in ["s3", "webdav"] {
                let place = fixture.scratch("restored-\(storage)")
                let restored = try await fixture.run("restore", "dump", "--storage", storage, "--to", place)
                #expect(restored.status == 0, "\(restored)")
                let file = try #require(Self.objects(fixture, place).first)
                #expect(try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(file)")) == copies[0])
            }

            try webdav.signal(SIGKILL)
            let degraded = try await fixture.run("run")
            #expect(degraded.status == 3, "\(degraded)")
            #expect(degraded.errors.contains("storage webdav: cannot connect to 127.0.0.1"), "\(degraded)")
            let after = places.map { Self.objects(fixture, $0) }
            #expect(after[0] == after[1] && after[0] != kept[0])
            for said in [check, verified, quick, degraded] {
                #expect(!said.text.contains("lifeboat-secret") && !said.errors.contains("lifeboat-secret"))
            }
        }
    }
}
