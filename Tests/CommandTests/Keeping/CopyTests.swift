import Foundation
import LifeboatTesting
import Testing

@Suite("copy")
struct CopyTests {
    private struct Report: Decodable {
        struct Copy: Decodable {
            var id: String
            var from: String
            var storage: String
            var decision: String
            var why: String
            var result: String?
        }

        var copies: [Copy]
        var problems: [String]
    }

    /// Three backups on `local` that `second` has never seen.
    private func prepare(_ fixture: CommandFixture, store: String = "{days: 0}") async throws -> [String] {
        try fixture.makeFiles()
        try fixture.configureFiles(store: store)
        let days = ["20200110T030000Z-0001", "20200111T030000Z-0002", "20200112T030000Z-0003"]
        for day in days {
            try fixture.scratch.write("files/day.txt", "\(day)\n")
            #expect(try await fixture.run("run").status == 0)
            let made = try #require(try await fixture.backups().first).id
            try fixture.age(made, in: ["store"], to: day)
        }
        try fixture.configureFiles(store: store, storages: ["store", "other"])
        return days
    }

    private func differs(_ fixture: CommandFixture) async throws -> CommandResult {
        try await fixture.tool("diff", "-r", fixture.scratch("store/site/files"), fixture.scratch("other/site/files"))
    }

    @Test("The other storage gets the same bytes, as diff sees them, and restores without the first")
    func wholeWay() async throws {
        try await CommandFixture.with { fixture in
            let days = try await prepare(fixture)
            let arguments = ["copy", "site", "--from", "local", "--to", "second"]

            let dry = try await fixture.start(arguments + ["--dry-run", "-o", "json"]).wait()
            #expect(dry.status == 0, "\(dry)")
            let plan = try dry.decode(Report.self).copies
            #expect(plan.map(\.id) == days.reversed() && plan.allSatisfy { $0.decision == "copy" && $0.result == nil })
            #expect(plan.allSatisfy { $0.from == "local" && $0.storage == "second" && $0.why == "not there" })
            #expect(!fixture.exists("other"))

            let real = try await fixture.start(arguments).wait()
            #expect(real.status == 0, "\(real)")
            #expect(real.lines.last?.hasPrefix("site from local to second: 3 copied (") == true, "\(real)")
            let same = try await differs(fixture)
            #expect(same.status == 0, "\(same)")

            // In the middle of the night, by cron: nothing is left to do.
            let again = try await fixture.start(arguments).wait()
            #expect(again.status == 0 && again.lines.count == 1, "\(again)")
            #expect(again.text.hasPrefix("site from local to second: 3 there already ("))
            #expect(try await fixture.start(arguments + ["-o", "name"]).wait().output.isEmpty)

            try FileManager.default.removeItem(atPath: fixture.scratch("store"))
            #expect(try await fixture.run("verify", "--all", "--storage", "second").status == 0)
            let restored = try await fixture.run(
                "restore", "site", "--storage", "second", "--to", fixture.scratch("back"))
            #expect(restored.status == 0, "\(restored)")
            let tree = try await fixture.tool("diff", "-r", fixture.scratch("files"), fixture.scratch("back/files"))
            #expect(tree.status == 0, "\(tree)")
        }
    }

    @Test("A damaged backup is not copied, the others are: exit 3; when that is all there is, exit 1")
    func damaged() async throws {
        try await CommandFixture.with { fixture in
            let days = try await prepare(fixture)
            try fixture.flipByte(of: "store/site/files/\(days[1])/files.tar.zst")
            let first = try await fixture.run("copy", "site", "--from", "local", "--to", "second", "-o", "json")
            #expect(first.status == 3, "\(first)")
            let report = try first.decode(Report.self)
            #expect(report.copies.map(\.result) == ["copied", "failed", "copied"])
            #expect(report.problems.count == 1)
            #expect(
                first.errors.contains("error: site/files/\(days[1]): storage local: the stored object is not"),
                "\(first)")
            #expect(!fixture.exists("other/site/files/\(days[1])"))
            let second = try await fixture.run("copy", "site", "--from", "local", "--to", "second")
            #expect(second.status == 1, "\(second)")
        }
    }

    @Test("One target or one backup can be named; one that is not there is said")
    func named() async throws {
        try await CommandFixture.with { fixture in
            let days = try await prepare(fixture)
            let one = try await fixture.run(
                "copy", "site/files/\(days[0])", "--from", "local", "--to", "second", "-o", "name")
            #expect(one.status == 0 && one.text == "site/files/\(days[0])\n", "\(one)")
            #expect(fixture.paths(below: "other/site/files").filter { !$0.contains("/") } == [days[0]])
            let none = try await fixture.run("copy", "site/file", "--from", "local", "--to", "second")
            #expect(none.status == 1 && none.errors.contains("did you mean site/files?"), "\(none)")
        }
    }

    @Test("What the other storage's retention would remove is left there, and said")
    func retention() async throws {
        try await CommandFixture.with { fixture in
            let days = try await prepare(fixture, store: "{days: 0}")
            try fixture.configureFiles(store: "{days: 1}", storages: ["store", "other"])
            let copied = try await fixture.run("copy", "site", "--from", "local", "--to", "second")
            #expect(copied.status == 0, "\(copied)")
            #expect(copied.text.contains("would not be kept there: not among the last day"), "\(copied)")
            #expect(fixture.paths(below: "other/site/files").filter { !$0.contains("/") } == [days[2]])
            // Nothing is removed anywhere.
            #expect(fixture.paths(below: "store/site/files").filter { !$0.contains("/") } == days)
        }
    }

    @Test("Killed at some moment, it can be begun again")
    func killed() async throws {
        try await CommandFixture.with { fixture in
            _ = try await prepare(fixture)
            let command = try fixture.start(["copy", "site", "--from", "local", "--to", "second"])
            try await command.reaches {
                fixture.paths(below: "other").contains { $0.hasSuffix(".tmp") || $0.hasSuffix("json") }
            }
            command.end()
            _ = try await command.wait()
            let again = try await fixture.run("copy", "site", "--from", "local", "--to", "second")
            #expect(again.status == 0, "\(again)")
            #expect(try await fixture.run("verify", "--all", "--storage", "second").status == 0)
        }
    }

    @Test("While a run of the job is going on it does not begin")
    func locked() async throws {
        try await CommandFixture.with { fixture in
            mkfifo(fixture.scratch("gate"), 0o600)
            try fixture.configureExternal(
                "echo > \(fixture.scratch("started")); cat \(fixture.scratch("gate"))", storages: ["store", "other"])
            let run = try fixture.start(["run"])
            try await run.reaches { fixture.exists("started") }
            let copy = try await fixture.run("copy", "dump", "--from", "local", "--to", "second")
            #expect(copy.status == 75, "\(copy)")
            // To look is never forbidden.
            let dry = try await fixture.run("copy", "dump", "--from", "local", "--to", "second", "--dry-run")
            #expect(dry.status == 0, "\(dry)")
            run.end()
        }
    }
}
