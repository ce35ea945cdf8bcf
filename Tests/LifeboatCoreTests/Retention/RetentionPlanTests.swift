import Foundation
import LifeboatCore
import Testing

@Suite("Retention plan")
struct RetentionPlanTests {
    /// One backup for each line, oldest name last.
    private func backups(_ dates: [String], partial: Set<Int> = [], protected: Set<Int> = []) throws -> [PlannedBackup]
    {
        try dates.enumerated().map { index, text in
            PlannedBackup(
                name: index, date: try moment(text), isComplete: !partial.contains(index),
                isProtected: protected.contains(index))
        }
    }

    private func lines(_ plan: RetentionPlan<PlannedBackup>) -> [String] {
        plan.decisions.map { "\($0.isKept ? "keep" : "remove") \($0.item.name): \($0.reason)" }
    }

    @Test("Every kept backup says all its reasons, every removed one why nothing keeps it")
    func reasons() throws {
        let history = try backups([
            "2026-11-23T03:00:00Z", "2026-11-22T15:00:00Z", "2026-11-22T03:00:00Z", "2026-11-21T03:00:00Z",
            "2026-11-15T03:00:00Z", "2026-10-31T03:00:00Z", "2026-10-30T03:00:00Z",
        ])
        let plan = RetentionPolicy(days: 2, weeks: 2, months: 2).plan(
            history, now: try moment("2026-11-23T04:00:00Z"), in: try .named("UTC"))
        #expect(
            lines(plan) == [
                "keep 0: newest, day 2026-11-23, week 2026-W48, month 2026-11",
                "keep 1: day 2026-11-22, week 2026-W47",
                "remove 2: superseded within day 2026-11-22, week 2026-W47, month 2026-11",
                "remove 3: superseded within week 2026-W47, month 2026-11; not among the last 2 days",
                "remove 4: superseded within month 2026-11; not among the last 2 days, 2 weeks",
                "keep 5: month 2026-10",
                "remove 6: superseded within month 2026-10; not among the last 2 days, 2 weeks",
            ])
    }

    @Test("One of a unit is written without its number, and rules of zero are not mentioned")
    func singular() throws {
        let history = try backups(["2026-11-23T03:00:00Z", "2026-11-22T03:00:00Z"])
        let plan = RetentionPolicy(days: 1).plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(lines(plan) == ["keep 0: newest, day 2026-11-23", "remove 1: not among the last day"])
    }

    @Test("Without numbers everything is kept")
    func noLimit() throws {
        let history = try backups(["2026-11-23T03:00:00Z", "2016-11-22T03:00:00Z", "2036-01-01T00:00:00Z"])
        let plan = RetentionPolicy().plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(lines(plan) == ["keep 2: no limit", "keep 0: no limit", "keep 1: no limit"])
    }

    @Test("Periods are counted, not aged: years without a backup remove nothing")
    func counted() throws {
        let history = try backups(["2020-03-01T03:00:00Z", "2019-07-01T03:00:00Z", "2015-01-01T03:00:00Z"])
        let plan = RetentionPolicy(days: 2).plan(
            history, now: try moment("2026-11-23T04:00:00Z"), in: try .named("UTC"))
        #expect(plan.kept.map(\.name) == [0, 1])
        #expect(plan.removed.map(\.name) == [2])
    }

    @Test("Within a period a complete backup wins over newer partial ones")
    func completeWins() throws {
        let history = try backups(
            [
                "2026-11-23T21:00:00Z", "2026-11-23T15:00:00Z", "2026-11-23T09:00:00Z", "2026-11-22T09:00:00Z",
                "2026-11-22T03:00:00Z",
            ], partial: [0, 3, 4])
        let plan = RetentionPolicy(days: 2).plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(
            lines(plan) == [
                "keep 0: newest", "keep 1: newest complete, day 2026-11-23",
                "remove 2: superseded within day 2026-11-23",
                "keep 3: day 2026-11-22", "remove 4: superseded within day 2026-11-22",
            ])
    }

    @Test("Weeks of partial backups do not remove the newest complete one")
    func newestCompleteStays() throws {
        let history = try backups(
            ["2026-11-23T03:00:00Z", "2026-11-22T03:00:00Z", "2026-11-21T03:00:00Z", "2026-11-20T03:00:00Z"],
            partial: [0, 1])
        let plan = RetentionPolicy(days: 1).plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(
            lines(plan) == [
                "keep 0: newest, day 2026-11-23", "remove 1: not among the last day", "keep 2: newest complete",
                "remove 3: not among the last day",
            ])
    }

    @Test("A backup from the future is kept and takes no period's place")
    func future() throws {
        let history = try backups(["2031-01-01T00:00:00Z", "2026-11-23T03:00:00Z", "2026-11-22T03:00:00Z"])
        let plan = RetentionPolicy(days: 1).plan(
            history, now: try moment("2026-11-23T04:00:00Z"), in: try .named("UTC"))
        #expect(
            lines(plan) == [
                "keep 0: in the future", "keep 1: newest, day 2026-11-23", "remove 2: not among the last day",
            ])
    }

    @Test("A protected backup is kept, and counts as any other")
    func protected() throws {
        let history = try backups(
            ["2026-11-23T03:00:00Z", "2026-11-22T03:00:00Z", "2026-11-21T03:00:00Z"], protected: [0, 2])
        let plan = RetentionPolicy(days: 1).plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(
            lines(plan) == [
                "keep 0: newest, day 2026-11-23, protected", "remove 1: not among the last day", "keep 2: protected",
            ])
    }

    @Test("Of two with one date the first in the list is the newer")
    func ties() throws {
        let history = try backups(["2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z"])
        let plan = RetentionPolicy(days: 1).plan(history, now: history[0].date, in: try .named("UTC"))
        #expect(plan.kept.map(\.name) == [0])
    }

    @Test("Nothing to plan is an empty plan")
    func empty() throws {
        let plan = RetentionPolicy(days: 1).plan([], now: try moment("2026-11-23T03:00:00Z"), in: try .named("UTC"))
        #expect(plan.decisions.isEmpty)
    }

    @Test(
        "The time zone decides which day, week and month a backup belongs to",
        arguments: [
            ("UTC", "2026-11-30T23:30:00Z", "day 2026-11-30, week 2026-W49, month 2026-11"),
            ("Europe/Berlin", "2026-11-30T23:30:00Z", "day 2026-12-01, week 2026-W49, month 2026-12"),
            ("Pacific/Kiritimati", "2026-11-29T10:00:00Z", "day 2026-11-30, week 2026-W49, month 2026-11"),
            ("Etc/GMT+12", "2026-12-01T11:59:00Z", "day 2026-11-30, week 2026-W49, month 2026-11"),
            ("Asia/Kathmandu", "2026-11-30T18:15:00Z", "day 2026-12-01, week 2026-W49, month 2026-12"),
            // Days of 23 and 25 hours.
            ("Europe/Berlin", "2026-03-28T23:00:00Z", "day 2026-03-29, week 2026-W13, month 2026-03"),
            ("Europe/Berlin", "2026-03-29T21:59:59Z", "day 2026-03-29, week 2026-W13, month 2026-03"),
            ("Europe/Berlin", "2026-03-29T22:00:00Z", "day 2026-03-30, week 2026-W14, month 2026-03"),
            ("Europe/Berlin", "2026-10-24T22:00:00Z", "day 2026-10-25, week 2026-W43, month 2026-10"),
            ("Europe/Berlin", "2026-10-25T22:59:59Z", "day 2026-10-25, week 2026-W43, month 2026-10"),
            ("America/New_York", "2026-11-01T04:00:00Z", "day 2026-11-01, week 2026-W44, month 2026-11"),
            ("America/New_York", "2026-11-02T04:59:59Z", "day 2026-11-01, week 2026-W44, month 2026-11"),
            // Week 53, and weeks that belong to the neighbouring year.
            ("UTC", "2021-01-03T12:00:00Z", "day 2021-01-03, week 2020-W53, month 2021-01"),
            ("UTC", "2021-01-04T00:00:00Z", "day 2021-01-04, week 2021-W01, month 2021-01"),
            ("UTC", "2027-01-01T00:00:00Z", "day 2027-01-01, week 2026-W53, month 2027-01"),
            ("UTC", "2024-12-30T00:00:00Z", "day 2024-12-30, week 2025-W01, month 2024-12"),
            ("UTC", "2024-02-29T12:00:00Z", "day 2024-02-29, week 2024-W09, month 2024-02"),
        ])
    func periods(zone: String, date: String, expected: String) throws {
        let history = try backups([date])
        let plan = RetentionPolicy(days: 1, weeks: 1, months: 1).plan(
            history, now: history[0].date, in: try .named(zone))
        #expect(plan.decisions.first?.reason == "newest, \(expected)")
    }

    @Test("Ten years of daily backups")
    func tenYears() throws {
        let now = try moment("2026-11-23T03:00:00Z")
        let history = (0..<3_653).map { PlannedBackup(name: $0, date: now - Double($0) * 86_400) }
        let plan = RetentionPolicy(days: 6, weeks: 4, months: 6).plan(
            history, now: now, in: try .named("Europe/Berlin"))
        // 23 to 18 November; the Sundays 15 and 8 beside weeks 48 and 47; the last days of October to June.
        #expect(plan.kept.map(\.name) == [0, 1, 2, 3, 4, 5, 8, 15, 23, 54, 84, 115, 146])
        #expect(plan.kept.count + plan.removed.count == history.count)
    }
}
