import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Signals")
struct SignalTests {
    /// A dump that says which processes it is made of and does not end by itself.
    private func endless(_ fixture: CommandFixture, _ more: String = "") -> String {
        "\(more) sleep 1000 & echo $$ $! > \(fixture.scratch("pids.new")); echo half a dump; "
            + "mv \(fixture.scratch("pids.new")) \(fixture.scratch("pids")); sleep 1000"
    }

    private func pids(_ fixture: CommandFixture) throws -> [pid_t] {
        try String(contentsOfFile: fixture.scratch("pids"), encoding: .utf8).split(whereSeparator: \.isWhitespace)
            .compactMap { pid_t($0) }
    }

    @Test(
        "A run that is interrupted ends its children, leaves nothing visible, and keeps a record of it",
        arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130))])
    func interrupted(_ signal: Int32, _ status: Int32) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(endless(fixture))
            let command = try fixture.start(["run"])
            try await command.reaches { fixture.exists("pids") }
            command.signal(signal)
            let result = try await command.wait()
            #expect(result.status == status, "\(result)")
            #expect(result.errors.contains("job dump: interrupted in"), "\(result)")

            let children = try pids(fixture)
            #expect(children.count == 2)
            #expect(children.filter(ProcessList.isAlive) == [])
            #expect(try await fixture.backups() == [])
            let left = fixture.paths(below: "store/dump").filter { !$0.hasPrefix("runs") && !isFolder(fixture, $0) }
            #expect(left == [])
            let records = try fixture.runRecords(of: "dump")
            #expect(records.map(\.outcome) == ["interrupted"])
        }
    }

    @Test("The jobs that an interrupted run did not come to are named, for people and programs")
    func notBegun() async throws {
        struct Report: Decodable {
            struct NotBegun: Decodable {
                var job: String
                var problem: String
            }

            var runs: [RunRecordDocument]
            var notBegun: [NotBegun]
        }

        try await CommandFixture.with { fixture in
            try fixture.configureExternal(endless(fixture))
            let first = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            try fixture.configure(
                first + """
                      - job: later
                        type: external
                        stream: yes
                        dump_cmd: echo never
                        storages:
                          - {storage: local, backup_dir: "\(fixture.scratch("store"))"}

                    """)
            let command = try fixture.start(["run", "-o", "json"])
            try await command.reaches { fixture.exists("pids") }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.errorLines.last?.hasSuffix("error: job later: not begun: interrupted") == true, "\(result)")
            let report = try result.decode(Report.self)
            #expect(report.runs.map(\.job) == ["dump"])
            #expect(report.notBegun.map(\.job) == ["later"])
            #expect(report.notBegun.map(\.problem) == ["job later: not begun: interrupted"])
        }
    }

    private func isFolder(_ fixture: CommandFixture, _ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: fixture.scratch("store/dump/\(path)"), isDirectory: &isFolder)
            && isFolder.boolValue
    }

    @Test("A second signal ends it at once")
    func second() async throws {
        try await CommandFixture.with { fixture in
            // Deaf to the first signal, and says that it came.
            let marker = fixture.scratch("first")
            try fixture.configureExternal(
                "trap 'echo > \(marker)' TERM; echo $$ > \(fixture.scratch("pids")); while :; do sleep 0.1; done")
            let command = try fixture.start(["run"])
            try await command.reaches { fixture.exists("pids") && (try? pids(fixture).count) == 1 }
            let deaf = try pids(fixture)[0]
            fixture.onCleanup { kill(-deaf, SIGKILL) }
            command.signal(SIGTERM)
            try await command.reaches { fixture.exists("first") }
            command.signal(SIGINT)
            let result = try await command.wait()
            #expect(result.status == 130, "\(result)")
            // Had it waited for the dump's end, there would be a record.
            #expect(try fixture.runRecords(of: "dump").isEmpty)
            #expect(try await fixture.backups() == [])
        }
    }

    @Test("Children that started sessions of their own end with the run")
    func stubbornChildren() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(endless(fixture, "trap '' TERM INT;"))
            let command = try fixture.start(["run"])
            try await command.reaches { fixture.exists("pids") }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")
            #expect(try pids(fixture).filter(ProcessList.isAlive) == [])
        }
    }
}
