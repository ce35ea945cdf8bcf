import Foundation
import LifeboatTesting
import Testing

@Suite("One of three storages dies", .enabled(if: Needs.tool("sshd") && Needs.tool("rclone")))
struct DyingStorageTests {
    @Test("In the middle of a run: exit 3, two whole copies, and no trace on the third")
    func dies() async throws {
        guard let ssh = try TestService.start("sshd"), let ftp = try TestService.start("ftp") else { return }
        try await CommandFixture.with { fixture in
            mkfifo(fixture.scratch("gate"), 0o600)
            let dump = "head -c 20000000 /dev/urandom; cat \(fixture.scratch("gate")); head -c 9000000 /dev/urandom"
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
                      - storage: ftp
                        host: 127.0.0.1
                        port: \(ftp.port)
                        user: \(ftp["user"])
                        password: "\(ftp["password"])"
                      - storage: scp
                        host: 127.0.0.1
                        port: \(ssh.port)
                        user: \(ssh["user"])
                        path_to_key: \(ssh["key"])
                        known_hosts: \(ssh["known_hosts"])
                        backup_dir: \(fixture.scratch("remote"))

                """)
            let run = try fixture.start(["run"], environment: ["DB_PASSWORD": "of another job"])
            try await run.reaches { fixture.paths(below: "remote").contains { $0.contains(".lifeboat-") } }
            // The programs that carry it away see no secret of another job.
            for program in ["ssh", "rclone"] {
                try await run.reaches { try ProcessList.variables(of: program, startedBy: run.pid) != nil }
                let variables = try #require(try ProcessList.variables(of: program, startedBy: run.pid))
                #expect(
                    variables.contains { $0.hasPrefix("PATH=") } && !variables.contains { $0.contains("another job") })
            }
            try ssh.killChildren()
            #expect(
                try await fixture.tool(
                    "dd", "if=/dev/zero", "of=\(fixture.scratch("gate"))", "bs=9", "count=1", "status=none"
                ).status == 0)
            let result = try await run.wait()
            #expect(result.status == 3, "\(result)")
            #expect(result.errors.contains("storage scp: ") && result.errors.contains("broke"), "\(result)")

            let backups = try await fixture.backups()
            #expect(backups.map(\.storage).sorted() == ["ftp", "local"] && backups.allSatisfy(\.complete))
            #expect(try await fixture.run("verify", "--storage", "local").status == 0)
            #expect(try await fixture.run("verify", "--storage", "ftp").status == 0)
            let object = try #require(backups.first?.object)
            let same = try await fixture.tool("cmp", fixture.scratch("store/\(object)"), "\(ftp["data"])/\(object)")
            #expect(same.status == 0, "\(same)")
            let size = try await fixture.tool("stat", "--format=%s", fixture.scratch("store/\(object)"))
            #expect(size.text == "29000009\n")
            // The record of the run, and nothing else.
            let left = fixture.paths(below: "remote")
            #expect(left.filter { !$0.hasPrefix("dump/runs") } == ["dump"], "\(left)")

            // What is missing there is brought afterwards.
            let copied = try await fixture.run("copy", "dump", "--from", "ftp", "--to", "scp")
            #expect(copied.status == 0, "\(copied)")
            let third = try await fixture.tool(
                "cmp", fixture.scratch("store/\(object)"), fixture.scratch("remote/\(object)"))
            #expect(third.status == 0, "\(third)")
        }
    }
}
