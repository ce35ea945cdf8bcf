import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Rates, priorities and progress")
struct RateTests {
    @Test(
        "A rate slows a run down: it takes at least as long as the bytes need",
        arguments: ["block_io_read: 2M", "block_io_write: 2M", "net_rate: 2M"])
    func rates(_ key: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("head -c 4194304 /dev/urandom", main: [key])
            let clock = ContinuousClock()
            let began = clock.now
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            // 4 MiB at 2 MiB/s; a half for what may pass at once. Without the limit it is a quarter of a second.
            #expect(clock.now - began >= .seconds(1))
        }
    }

    @Test("cpu_shares and blkio_weight reach the programs that are started")
    func priorities() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("nice; ionice", main: ["cpu_shares: 256", "blkio_weight: 100"])
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            let dump = try await fixture.run("restore", "dump", "--stdout")
            #expect(dump.lines == ["6", "best-effort: prio 6"], "\(dump)")

            try fixture.configureExternal("nice; ionice", storages: ["other"])
            try await fixture.run("run")
            #expect(try await fixture.run("restore", "dump", "--stdout").lines.first == "0")
        }
    }

    @Test("Progress is shown on a terminal", .enabled(if: Needs.tool("script")))
    func terminal() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("head -c 6291456 /dev/urandom", main: ["block_io_read: 4M"])
            let result = try await fixture.tool(
                "script", "--quiet", "--return", "--command", "'\(BuiltBinary.path)' run", "/dev/null")
            #expect(result.status == 0, "\(result)")
            let shown = result.text.split(separator: "\r").filter { $0.hasPrefix("dump/dump  ") }
            #expect(!shown.isEmpty, "\(result)")
            #expect(shown.allSatisfy { $0.contains("iB/s  ") && $0.hasSuffix("\u{1B}[K") })
            #expect(result.text.contains("job dump: done in"))
        }
    }

    @Test("Where nobody watches there is no progress, and each log line is one")
    func piped() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("head -c 2000000 /dev/urandom")
            let result = try await fixture.run("run")
            #expect(!result.errors.contains("\r") && !result.errors.contains("\u{1B}"))
            // The first says that the folder is not there yet.
            #expect(result.errorLines.count == 4, "\(result)")
        }
    }

    @Test("--log-format json: every line is an object, those of failures too")
    func json() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("echo 'one\ntwo \"three\"' >&2; exit 5")
            let result = try await fixture.run("run", "--log-format", "json")
            #expect(result.status == 1)
            #expect(result.errorLines.count >= 3, "\(result)")
            let levels = try result.errorLines.map { line in
                let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                #expect(object["message"] is String && object["time"] is String)
                return object["level"] as? String
            }
            #expect(levels.contains("error") && levels.contains("info"))
        }
    }

    @Test("log_file is appended to and is its owner's alone; one that cannot be opened is said before anything is done")
    func logFile() async throws {
        try await CommandFixture.with { fixture in
            let log = fixture.scratch("lifeboat.log")
            try fixture.configureExternal("echo data", main: ["log_file: \(log)"])
            for count in 1...2 {
                let result = try await fixture.run("run")
                #expect(result.status == 0 && result.output.isEmpty, "\(result)")
                let text = try String(contentsOfFile: log, encoding: .utf8)
                #expect(text.split(separator: "\n").filter { $0.contains("job dump: done in") }.count == count)
            }
            #expect(try await fixture.tool("stat", "-c", "%a", log).text == "600\n")
            try fixture.configureExternal("exit 3", main: ["log_file: \(log)"])
            let failed = try await fixture.run("run")
            #expect(failed.status == 1 && failed.errors.contains("exit status 3"), "\(failed)")
            #expect(try String(contentsOfFile: log, encoding: .utf8).contains("exit status 3"))
            try fixture.configureExternal("echo data", main: ["log_file: /nowhere/lifeboat.log"], storages: ["other"])
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("log_file: cannot open /nowhere/lifeboat.log"), "\(result)")
            #expect(!fixture.exists("other"))
        }
    }
}
