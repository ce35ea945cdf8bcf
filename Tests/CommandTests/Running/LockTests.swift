import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Two runs at once")
struct LockTests {
    /// A job whose dump waits for something to be written into the FIFO `gate`.
    private func configure(_ fixture: CommandFixture, main: [String] = [], store: String = "store") throws {
        if !fixture.exists("gate") { mkfifo(fixture.scratch("gate"), 0o600) }
        try fixture.configureExternal(
            "echo > \(fixture.scratch("started")); cat \(fixture.scratch("gate"))", main: main, storages: [store])
    }

    private func open(_ fixture: CommandFixture) async throws {
        #expect(
            try await fixture.tool(
                "dd", "if=/dev/zero", "of=\(fixture.scratch("gate"))", "bs=9", "count=1", "status=none"
            ).status == 0)
    }

    private struct Report: Decodable {
        struct NotBegun: Decodable {
            var job: String
            var problem: String
            var hint: String?
        }

        var runs: [RunRecordDocument]
        var notBegun: [NotBegun]
    }

    @Test("The second exits 75, the first is not disturbed")
    func locked() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            let second = try await fixture.run("run")
            #expect(second.status == 75, "\(second)")
            #expect(
                second.errors.contains("job dump: not begun: another run of it is going on on this host"), "\(second)")
            #expect(second.errors.contains("hint: wait for it, or set main.loop_timeout to let this one wait"))
            let json = try await fixture.run("run", "-o", "json")
            #expect(try json.decode(Report.self).runs.isEmpty)
            #expect(try json.decode(Report.self).notBegun.map(\.job) == ["dump"], "\(json)")
            // To look is never forbidden.
            #expect(try await fixture.run("list").status == 0)
            try await open(fixture)
            #expect(try await first.wait().status == 0)
            #expect(try await fixture.backups().count == 1)
        }
    }

    @Test("With loop_timeout the second waits, says so, and then succeeds")
    func waits() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, main: ["loop_timeout: 5m", "loop_interval: 1s"])
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            let second = try fixture.start(["run"])
            try await second.reaches { second.errorsSoFar.contains("waiting up to 5m for another run of job dump") }
            try await open(fixture)
            #expect(try await first.wait().status == 0)
            try await open(fixture)
            let result = try await second.wait()
            #expect(result.status == 0, "\(result)")
            #expect(try await fixture.backups().count == 2)
        }
    }

    @Test("One that has waited in vain says how long, and does not tell to let it wait")
    func inVain() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, main: ["loop_timeout: 1s", "loop_interval: 1s"])
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            let second = try await fixture.run("run")
            #expect(second.status == 75, "\(second)")
            #expect(second.errors.contains("on this host, and was not done within 1.0s"), "\(second)")
            #expect(!second.errors.contains("set main.loop_timeout"), "\(second)")
            try await open(fixture)
            #expect(try await first.wait().status == 0)
        }
    }

    @Test("The same place under another name is the same place", arguments: ["other/../store", "./store", "link"])
    func spelling(_ name: String) async throws {
        try await CommandFixture.with { fixture in
            for folder in ["store", "other"] {
                try FileManager.default.createDirectory(
                    atPath: fixture.scratch(folder), withIntermediateDirectories: false)
            }
            symlink(fixture.scratch("store"), fixture.scratch("link"))
            try configure(fixture, store: name)
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            try fixture.configureExternal("echo not to be run", storages: ["store/new/.."])
            let second = try await fixture.run("run")
            #expect(second.status == 75, "\(second)")
            try await open(fixture)
            #expect(try await first.wait().status == 0)
        }
    }

    @Test("One that waits can be interrupted, and does not begin then")
    func interrupted() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, main: ["loop_timeout: 5m", "loop_interval: 1s"])
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            let second = try fixture.start(["run"])
            try await second.reaches { second.errorsSoFar.contains("waiting up to 5m") }
            second.signal(SIGTERM)
            let result = try await second.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.errorLines.count == 2, "\(result)")
            #expect(result.errorLines.last?.hasSuffix("error: job dump: not begun: interrupted") == true, "\(result)")
            try await open(fixture)
            #expect(try await first.wait().status == 0)
            #expect(try fixture.runRecords(of: "dump").count == 1)
        }
    }

    @Test("The same job name with another place is another job")
    func independent() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            try fixture.configureExternal("echo other", storages: ["elsewhere"])
            let second = try await fixture.run("run")
            #expect(second.status == 0, "\(second)")
            try await open(fixture)
            #expect(try await first.wait().status == 0)
        }
    }

    @Test("A run that was killed holds no lock, though its command lives on")
    func killed() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            first.signal(SIGKILL)
            #expect(try await first.wait().status == 137)
            // Not the same command again: the two of them would take the bytes from each other.
            try fixture.configureExternal("echo data")
            let second = try await fixture.run("run")
            #expect(second.status == 0, "\(second)")
            #expect(try await fixture.backups().count == 1)
            // Ends only if the first one's command still reads there.
            try await open(fixture)
        }
    }

    @Test("A job that is locked does not keep the others from running")
    func others() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            let first = try fixture.start(["run"])
            try await first.reaches { fixture.exists("started") }
            let job = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            let other = """
                  - job: other
                    type: external
                    stream: yes
                    dump_cmd: echo fine
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}

                """
            try fixture.configure(job + other)
            let second = try await fixture.run("run")
            #expect(second.status == 75, "\(second)")
            #expect(try await fixture.backups().map(\.job) == ["other"])
            try await open(fixture)
            #expect(try await first.wait().status == 0)
        }
    }
}
