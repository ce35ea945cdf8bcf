import Foundation
import LifeboatTesting
import Testing

/// What everybody on the host can see while a dump runs, and what is kept of it afterwards.
@Suite("A password is in no process list, log, receipt or record")
struct UnseenPasswordTests {
    /// A job, and programs that note every process of the host before they do their work.
    private struct Job {
        var type: String
        var connect: String
        var tool: String
        /// Where the real programs are.
        var path = ToolStandIn.realPath
        var keys = ""

        /// Another one for each type: the tests see each other's processes.
        var mark: String { "Pa55-\(type)" }
        var password: String { "unseen '\(mark)' \"wörd\" #1" }
    }

    private func look(at job: Job, _ fixture: CommandFixture) async throws {
        try FileManager.default.createDirectory(atPath: fixture.scratch("tmp"), withIntermediateDirectories: true)
        let script = """
            #!/bin/bash
            { for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < "$file"; echo; done; } >> '\(fixture.scratch("seen"))' 2>&1
            PATH='\(job.path)' exec \(job.tool) "$@"
            """
        chmod(try fixture.scratch.write("spy/\(job.tool)", script), 0o755)
        try fixture.scratch.write(
            "lifeboat.yaml.j2",
            """
            jobs:
              - job: watched
                type: \(job.type)
                tmp_dir: \(fixture.scratch("tmp"))
                sources:
                  - connect: {\(job.connect), db_password: {{ password }}}
            \(job.keys)
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

            """)
        let environment = [
            "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"), "PASSWORD": job.password,
            "PATH": "\(fixture.scratch("spy")):\(job.path)",
        ]
        var shown = ""
        for command in [["check"], ["run"], ["list", "-o", "json"], ["config", "--show"]] {
            let result = try await fixture.start(command, environment: environment).wait()
            #expect(result.status == 0, "\(result)")
            shown += result.text + result.errors
        }
        let wrong = try await fixture.run(
            "run", environment: environment.merging(["PASSWORD": "false \(job.mark)"]) { $1 })
        #expect(wrong.status == 1, "\(wrong)")
        for name in fixture.paths(below: "store") where name.hasSuffix(".json") {
            shown += try String(contentsOfFile: fixture.scratch("store/\(name)"), encoding: .utf8)
        }
        let seen = try String(contentsOfFile: fixture.scratch("seen"), encoding: .utf8)
        #expect(seen.contains("spy/\(job.tool) ") && seen.contains("lifeboat run"), "\(seen)")
        for text in [seen, shown, wrong.text, wrong.errors] {
            #expect(!text.contains(job.mark), "\(text)")
        }
        #expect(fixture.paths(below: "tmp") == [])
    }

    @Test("Redis, with a user of its ACL", .enabled(if: Needs.tool("redis-server")))
    func redis() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("redis"))
            let connect = "db_host: 127.0.0.1, db_port: \(server.port), db_user: backup"
            let job = Job(type: "redis", connect: connect, tool: "redis-cli")
            let rights = ["on", ">\(job.password)", "+ping", "+info", "+replconf", "+sync", "+psync"]
            try OracleTool("redis-cli").run(
                ["-p", "\(server.port)", "-a", "test", "-e", "ACL", "SETUSER", "backup"] + rights
            ).checked()
            try await look(at: job, fixture)
        }
    }

    @Test("etcd, with a user", .enabled(if: Needs.tool("etcd")))
    func etcd() async throws {
        try await CommandFixture.with { fixture in
            let server = try #require(try TestService.start("etcd"))
            let connect = "endpoints: [\"\(server["endpoint"])\"], db_user: root"
            let job = Job(type: "etcd", connect: connect, tool: "etcdctl")
            for words in [
                ["user", "add", "root", "--new-user-password=\(job.password)"], ["user", "grant-role", "root", "root"],
                ["auth", "enable"],
            ] {
                try OracleTool("env").run(["ETCDCTL_API=3", "etcdctl", "--endpoints=\(server["endpoint"])"] + words)
                    .checked()
            }
            try await look(at: job, fixture)
        }
    }

    @Test("MongoDB, with programs that stand in for its own", .enabled(if: Needs.tool("python3")))
    func mongodb() async throws {
        try await CommandFixture.with { fixture in
            var job = Job(type: "mongodb", connect: "db_host: 127.0.0.1, db_user: backup", tool: "mongodump")
            job.path = try fixture.makeMongoDB(password: job.password)
            job.keys = "        target_dbs: all"
            try await look(at: job, fixture)
        }
    }
}
