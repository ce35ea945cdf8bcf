import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("expire")
struct ExpireTests {
    private struct Plan: Decodable {
        struct Decision: Decodable {
            var id: String
            var decision: String
            var why: String
            var result: String?
        }

        var decisions: [Decision]
        var problems: [String]
    }

    /// A backup each night from 2011 to 2020, at 03:00.
    private func tenYears(_ fixture: CommandFixture) throws -> [String] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let first = try #require(calendar.date(from: DateComponents(year: 2011, month: 1, day: 1)))
        let days = (0..<3_653).map { day in
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: first.addingTimeInterval(Double(day) * 86_400))
            return String(format: "%04d%02d%02dT030000Z-0001", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
        }
        for id in days { try fixture.plantNominal(id) }
        return days
    }

    @Test("Ten years of history: the plan with its reasons, then the same plan applied, then nothing more")
    func tenYears() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 7, weeks: 4, month: 6}")
            let ids = try tenYears(fixture)
            #expect(ids.first == "20110101T030000Z-0001" && ids.last == "20201231T030000Z-0001")
            let before = fixture.paths(below: "store")

            let dry = try await fixture.run("expire", "site", "--dry-run", "-o", "json")
            #expect(dry.status == 0, "\(dry)")
            let plan = try dry.decode(Plan.self)
            #expect(fixture.paths(below: "store") == before)
            #expect(Set(plan.decisions.map(\.id)) == Set(ids) && plan.decisions.count == ids.count)
            #expect(plan.decisions.allSatisfy { !$0.why.isEmpty })
            let kept = plan.decisions.filter { $0.decision == "keep" }
            // By hand, from the calendar of 2020: seven days, the Sundays of weeks 50 to 52, the last of each month.
            #expect(
                kept.map { "\($0.id.prefix(8)) \($0.why)" } == [
                    "20201231 newest, day 2020-12-31, week 2020-W53, month 2020-12", "20201230 day 2020-12-30",
                    "20201229 day 2020-12-29", "20201228 day 2020-12-28", "20201227 day 2020-12-27, week 2020-W52",
                    "20201226 day 2020-12-26", "20201225 day 2020-12-25", "20201220 week 2020-W51",
                    "20201213 week 2020-W50", "20201130 month 2020-11", "20201031 month 2020-10",
                    "20200930 month 2020-09", "20200831 month 2020-08", "20200731 month 2020-07",
                ])

            let table = try await fixture.run("expire", "--dry-run")
            // What is kept is still to be seen: the title, the 14, what is removed between them, and what it comes to.
            #expect(
                table.lines.dropFirst().map { line in
                    line.split(separator: " ").dropFirst(3).prefix(2).map { $0.prefix(8) }.joined(separator: " ")
                }.filter { $0.hasSuffix("keep") || $0.hasSuffix("backups") } == [
                    "20201231 keep", "20201230 keep", "20201229 keep", "20201228 keep", "20201227 keep",
                    "20201226 keep", "20201225 keep", "20201220 keep", "20201213 keep", "12 backups", "20201130 keep",
                    "29 backups", "20201031 keep", "30 backups", "20200930 keep", "29 backups", "20200831 keep",
                    "30 backups", "20200731 keep", "3499 backups",
                ])
            #expect(table.text.contains("  from 2020-07-30 back to 2011-01-01; -o json says why each\n"), "\(table)")
            #expect(
                table.lines.last
                    == "site/files on local: 14 to be kept (14 B), 3639 to be removed (\(ByteSize(bytes: 3_639)))")
            #expect(
                table.lines.first?.split(separator: " ").map(String.init) == [
                    "JOB", "TARGET", "STORAGE", "BACKUP", "DECISION", "WHY",
                ])
            let names = try await fixture.run("expire", "--dry-run", "-o", "name")
            #expect(names.lines.count == ids.count - kept.count)
            #expect(names.lines.last == "site/files/20110101T030000Z-0001\tlocal")
            #expect(fixture.paths(below: "store") == before)

            let real = try await fixture.run("expire", "-o", "json")
            #expect(real.status == 0, "\(real)")
            #expect(try real.decode(Plan.self).decisions.map(\.decision) == plan.decisions.map(\.decision))
            #expect(plan.decisions.allSatisfy { $0.result == nil })
            #expect(
                try real.decode(Plan.self).decisions.allSatisfy {
                    $0.result == ($0.decision == "keep" ? "kept" : "removed")
                })
            let left = try await fixture.backups()
            #expect(left.map(\.id) == kept.map(\.id))
            // Not even a folder of the removed ones is left.
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: fixture.scratch("store/site/files")).count
                    == kept.count)

            let after = fixture.paths(below: "store")
            let again = try await fixture.run("expire", "-o", "name")
            #expect(again.status == 0 && again.output.isEmpty, "\(again)")
            #expect(fixture.paths(below: "store") == after)
        }
    }

    @Test("A real run says what became of each; where there is nothing, it says where it looked")
    func result() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 2}", storages: ["store", "mistyped"])
            for day in 10...14 { try fixture.plantNominal("202001\(day)T030000Z-0001") }
            let note = "job site: no backups; looked at second (\(fixture.scratch("mistyped")))\n"
            let dry = try await fixture.run("expire", "--dry-run")
            #expect(dry.status == 0 && dry.errors == note, "\(dry)")
            let result = try await fixture.run("expire")
            #expect(result.status == 0 && result.errors == note, "\(result)")
            #expect(
                result.lines.map { $0.split(separator: " ").last ?? "" } == [
                    "RESULT", "kept", "kept", "removed", "removed", "removed", "B)",
                ])
            #expect(result.lines.last == "site/files on local: 2 kept (2 B), 3 removed (3 B)")
            #expect(try await fixture.run("expire", "-o", "name").errors.isEmpty)
        }
    }

    @Test("Without a retention everything is kept")
    func everything() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 0}")
            for day in 10...20 { try fixture.plantNominal("202001\(day)T030000Z-0001") }
            let result = try await fixture.run("expire", "-o", "name")
            #expect(result.status == 0 && result.output.isEmpty)
            #expect(try await fixture.backups().count == 11)
        }
    }

    @Test("A storage that does not answer degrades it; the others are done")
    func unreachable() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 1}", storages: ["broken", "store"])
            try fixture.scratch.write("broken", "a file\n")
            for day in 10...12 { try fixture.plantNominal("202001\(day)T030000Z-0001") }
            let result = try await fixture.run("expire")
            #expect(result.status == 3, "\(result)")
            #expect(result.errors.contains("job site: storage local"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: fixture.scratch("store/site/files")) == [
                    "20200112T030000Z-0001"
                ])
        }
    }

    @Test("A run expires after it has backed up, and not when it failed")
    func afterRun() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 1}")
            for day in 10...12 { try fixture.plantNominal("202001\(day)T030000Z-0001") }
            #expect(try await fixture.run("run").status == 1)
            #expect(try await fixture.backups().count == 3)
            try fixture.makeFiles()
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            #expect(result.errors.contains("removed 3 expired: "), "\(result)")
            #expect(try await fixture.backups().count == 1)
        }
    }
}
