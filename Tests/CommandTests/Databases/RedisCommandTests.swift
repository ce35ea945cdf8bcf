import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("A Redis server, with the commands", .enabled(if: Needs.tool("redis-server")))
struct RedisCommandTests {
    private func ask(_ port: Int, _ words: String...) throws -> String {
        try OracleTool("redis-cli").run(["-p", "\(port)", "-a", "test", "--no-auth-warning", "-e"] + words)
            .checked().text.trimmingCharacters(in: .newlines)
    }

    @Test("is backed up, listed, verified, restored, and served again")
    func wholeWay() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("redis"))
            _ = try ask(server.port, "EVAL", "for i = 1, 5000 do redis.call('SET', 'key' .. i, i) end", "0")
            try fixture.scratch.write(
                "lifeboat.yaml.j2",
                """
                jobs:
                  - job: cache
                    type: redis
                    sources:
                      - connect: {db_host: 127.0.0.1, db_port: \(server.port), db_password: {{ redis_password }}}
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            let environment = [
                "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"), "REDIS_PASSWORD": server["password"],
            ]
            let checked = try await fixture.run("check", environment: environment)
            #expect(checked.status == 0 && checked.text.contains("Redis 7."), "\(checked)")
            let run = try await fixture.run("run", environment: environment)
            #expect(run.status == 0, "\(run)")
            let listed = try await fixture.run("list", "cache", "-o", "json", environment: environment)
            let backup = try #require(try listed.decode(BackupList.self).backups.first)
            #expect(backup.target == "dump" && backup.complete)
            #expect(backup.object?.hasSuffix("/dump.rdb.zst") == true)
            #expect(try await fixture.run("verify", environment: environment).status == 0)

            let folder = fixture.scratch("data")
            let restored = try await fixture.run("restore", "cache", "--to", folder, environment: environment)
            #expect(restored.status == 0 && restored.errors.contains("next: a server loads dump.rdb"), "\(restored)")
            let copy = try #require(try TestService.start("redis", "--dir", folder))
            #expect(try ask(copy.port, "DBSIZE") == "5000")
            #expect(try ask(copy.port, "GET", "key4711") == "4711")

            // By hand: the object is what any tool opens.
            let object = fixture.scratch("store/\(backup.object ?? "")")
            let plain = fixture.scratch("by-hand.rdb")
            #expect(try await fixture.tool("zstd", "-q", "-dc", object, "-o", plain).status == 0)
            let judged = try await fixture.tool("redis-check-rdb", plain)
            #expect(judged.status == 0 && judged.text.contains("5000 keys read"), "\(judged)")

            let refused = try await fixture.run("restore", "cache", "--in-place", environment: environment)
            #expect(refused.status == 1 && refused.errors.contains("docs/restore.md"), "\(refused)")
        }
    }

    @Test("A wrong password is a failed run that shows none")
    func wrongPassword() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("redis"))
            try fixture.configure(
                """
                jobs:
                  - job: cache
                    type: redis
                    sources: [{connect: {db_host: 127.0.0.1, db_port: \(server.port), db_password: mistaken}}]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            let run = try await fixture.run("run")
            #expect(run.status == 1 && run.errors.contains("refuses the password"), "\(run)")
            #expect(!run.errors.contains("mistaken"))
            #expect(try await fixture.backups() == [])
        }
    }
}
