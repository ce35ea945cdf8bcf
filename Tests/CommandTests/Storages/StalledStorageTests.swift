import Foundation
import LifeboatTesting
import Testing

/// The whole run of a job with three storages, one of which takes no more bytes at some moment. It has a short `stall_timeout`
/// for the run, and the others the usual five minutes: however slow the machine is, only that one can be left behind.
@Suite("One of three storages stands still", .enabled(if: Needs.tool("sshd")))
struct StalledStorageTests {
    private static func configure(
        _ fixture: CommandFixture, dump: String, webdav: TestService, third: String, patience: String = "5s"
    ) throws {
        try fixture.configure(
            """
            jobs:
              - job: dump
                type: external
                dump_cmd: \(CommandFixture.quoted(dump))
                stream: yes
                compression: none
                storages:
                  - {storage: local, backup_dir: "\(fixture.scratch("store"))"}
                  - storage: webdav
                    host: http://127.0.0.1:\(webdav.port)
                    user: lifeboat
                    password: lifeboat-secret
                  - {name: third, stall_timeout: \(patience), \(third)}

            """)
    }

    /// That the run told of it, and that the other two have all there is to have.
    private static func expectTwoCopies(_ fixture: CommandFixture, _ run: CommandResult, size: Int) async throws {
        #expect(run.status == 3, "\(run)")
        #expect(run.errors.contains("storage third: took no byte for 5"), "\(run)")
        let backups = try await fixture.backups()
        #expect(backups.map(\.storage).sorted() == ["local", "webdav"] && backups.allSatisfy(\.complete))
        for storage in ["local", "webdav"] {
            let verified = try await fixture.run("verify", "--storage", storage)
            #expect(verified.status == 0, "\(verified)")
        }
        let object = try #require(backups.first?.object)
        let attributes = try FileManager.default.attributesOfItem(atPath: fixture.scratch("store/\(object)"))
        #expect(attributes[.size] as? Int == size)
    }

    @Test("A bucket, in the middle of an upload: exit 3, two whole copies, and the upload is called off")
    func bucket() async throws {
        guard let moto = try TestService.start("moto"), let webdav = try TestService.start("wsgidav") else { return }
        // The third part of the first upload never arrives.
        let rules = [WebFaults.Rule(method: "PUT", contains: "partNumber=3", action: "{\"choke\": 1000}")]
        let dump = "head -c 80000000 /dev/urandom"
        try await WebFaults.with(server: moto.port, rules) { way in
            try await CommandFixture.with { fixture in
                let third = """
                    storage: s3, endpoint: "http://127.0.0.1:\(way.port)", region: us-east-1, bucket_name: lifeboat, \
                    access_key_id: lifeboat-key, secret_access_key: lifeboat-secret
                    """
                try Self.configure(fixture, dump: dump, webdav: webdav, third: third)
                let run = try await fixture.run("run")
                try await Self.expectTwoCopies(fixture, run, size: 80_000_000)

                // At most the record of the run: no object, and no upload that costs space unseen.
                let bucket = "http://127.0.0.1:\(moto.port)/lifeboat"
                let listing = try await fixture.tool("curl", "--silent", "--fail", "\(bucket)?list-type=2").text
                let keys = listing.components(separatedBy: "<Key>").dropFirst().map { $0.prefix { $0 != "<" } }
                #expect(
                    listing.contains("<ListBucketResult") && keys.allSatisfy { $0.hasPrefix("dump/runs/") },
                    "\(listing)")
                let uploads = try await fixture.tool("curl", "--silent", "--fail", "\(bucket)?uploads").text
                #expect(
                    uploads.contains("<ListMultipartUploadsResult") && !uploads.contains("<UploadId>"), "\(uploads)")

                try Self.configure(fixture, dump: dump, webdav: webdav, third: third, patience: "5m")
                let copied = try await fixture.run("copy", "dump", "--from", "webdav", "--to", "third")
                #expect(copied.status == 0, "\(copied)")
                #expect(try await fixture.run("verify", "--storage", "third").status == 0)
            }
        }
    }

    @Test(
        "A host behind ssh whose server stands still, and stays so: exit 3, two whole copies, nothing to be seen there")
    func host() async throws {
        guard let ssh = try TestService.start("sshd"), let webdav = try TestService.start("wsgidav") else { return }
        try await CommandFixture.with { fixture in
            mkfifo(fixture.scratch("gate"), 0o600)
            let dump =
                "head -c 20000000 /dev/urandom; cat \(fixture.scratch("gate")); head -c 30000000 /dev/urandom"
            let third = """
                storage: scp, host: 127.0.0.1, port: \(ssh.port), user: \(ssh["user"]), path_to_key: "\(ssh["key"])", \
                known_hosts: "\(ssh["known_hosts"])", backup_dir: "\(fixture.scratch("remote"))"
                """
            try Self.configure(fixture, dump: dump, webdav: webdav, third: third)
            let run = try fixture.start(["run"])
            try await run.reaches { fixture.paths(below: "remote").contains { $0.contains(".lifeboat-") } }
            try ssh.signalChildren(SIGSTOP)
            #expect(
                try await fixture.tool(
                    "dd", "if=/dev/zero", "of=\(fixture.scratch("gate"))", "bs=9", "count=1", "status=none"
                ).status == 0)
            let result = try await run.wait()
            try ssh.signalChildren(SIGKILL)
            try await Self.expectTwoCopies(fixture, result, size: 50_000_009)
            // What could not be removed has a name that no listing shows, and expiry removes it after a week.
            let left = fixture.paths(below: "remote").filter { !$0.hasPrefix("dump/runs") }
            #expect(left.allSatisfy { $0.hasPrefix("dump") && ($0.hasSuffix(".tmp") || !$0.contains(".")) }, "\(left)")
            try Self.configure(fixture, dump: dump, webdav: webdav, third: third, patience: "5m")
            let copied = try await fixture.run("copy", "dump", "--from", "local", "--to", "third")
            #expect(copied.status == 0, "\(copied)")
        }
    }
}
