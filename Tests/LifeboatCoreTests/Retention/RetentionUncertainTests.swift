import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// Backups that may push nothing out: dated after now, or without their bytes.
@Suite("Retention with backups of no certain worth")
struct RetentionUncertainTests {
    private let policies = [
        RetentionPolicy(), RetentionPolicy(days: 1), RetentionPolicy(days: 3, weeks: 2),
        RetentionPolicy(days: 7, weeks: 4, months: 6),
    ]

    @Test("Whatever is lost or dated in the future, the others are decided as if it were not there")
    func countsForNothing() throws {
        let calendar = try Calendar.named("Europe/Berlin")
        for seed in UInt64(0)..<400 {
            var random = SeededGenerator(seed: seed)
            let now = Date(timeIntervalSince1970: Double(Int.random(in: 1_600_000_000...1_900_000_000, using: &random)))
            let policy = try #require(policies.randomElement(using: &random))
            let certain = (0..<Int.random(in: 0...40, using: &random)).map { name in
                PlannedBackup(
                    name: name, date: now - Double(Int.random(in: 0...8_000_000, using: &random)),
                    isComplete: Int.random(in: 0..<4, using: &random) > 0)
            }
            let uncertain = (0..<Int.random(in: 1...20, using: &random)).map { name in
                let isLost = Bool.random(using: &random)
                let age = Int.random(in: isLost ? -2_000_000...8_000_000 : -80_000_000 ... -1, using: &random)
                return PlannedBackup(
                    name: 1_000 + name, date: now - Double(age), isComplete: !isLost || Bool.random(using: &random),
                    isLost: isLost)
            }
            let alone = policy.plan(certain, now: now, in: calendar)
            let mixed = policy.plan((certain + uncertain).shuffled(using: &random), now: now, in: calendar)
            #expect(Set(mixed.kept.filter { $0.name < 1_000 }) == Set(alone.kept), "seed \(seed)")

            let newestComplete = certain.filter(\.isComplete).map(\.date).max()
            for backup in uncertain {
                let isRemoved = mixed.removed.contains(backup)
                let mayGo =
                    backup.isLost && backup.date < now - 7 * 86_400
                    && newestComplete.map { $0 > backup.date } ?? false
                #expect(isRemoved == mayGo, "seed \(seed): \(backup)")
            }
            let again = policy.plan(mixed.kept, now: now, in: calendar)
            #expect(again.removed.isEmpty, "seed \(seed)")
        }
    }

    @Test("A year of nights with a clock that was wrong in one of them: the newest true one is always there")
    func history() throws {
        let calendar = try Calendar.named("UTC")
        let start = try moment("2026-01-01T03:00:00Z")
        let policy = RetentionPolicy(days: 3, weeks: 2)
        // Taken in the night of the tenth of January, by a clock that was months ahead.
        let wrong = PlannedBackup(name: -1, date: try moment("2026-09-15T12:00:00Z"))
        var held: [PlannedBackup] = []
        for night in 0..<365 {
            let now = start + Double(night) * 86_400
            let new = PlannedBackup(name: night, date: now)
            held.append(new)
            if night == 9 { held.append(wrong) }
            let plan = policy.plan(held, now: now + 3_600, in: calendar)
            held = plan.kept
            #expect(held.contains(new), "night \(night)")
            guard wrong.date > now + 3_600 else { continue }
            let recent = held.filter { $0 != wrong && now.timeIntervalSince($0.date) < 2.5 * 86_400 }.count
            #expect(recent == min(3, night + 1), "night \(night)")
            #expect(held.contains(wrong) == (night >= 9), "night \(night)")
        }
        // When its date had passed it was one of many, and went as they do.
        #expect(!held.contains(wrong))
    }

    @Test("The reasons are said")
    func reasons() throws {
        let now = try moment("2026-11-23T04:00:00Z")
        let history = [
            PlannedBackup(name: 0, date: now - 3_600, isComplete: false, isLost: true),
            PlannedBackup(name: 1, date: now - 90_000),
            PlannedBackup(name: 2, date: now - 8 * 86_400, isComplete: false, isLost: true),
        ]
        for policy in [RetentionPolicy(), RetentionPolicy(days: 1)] {
            let plan = policy.plan(history, now: now, in: try .named("UTC"))
            let lines = plan.decisions.map { "\($0.isKept ? "keep" : "remove") \($0.item.name): \($0.reason)" }
            #expect(
                lines == [
                    "keep 0: its object is gone: kept as a notice",
                    policy.keepsEverything ? "keep 1: no limit" : "keep 1: newest, day 2026-11-22",
                    "remove 2: its object is gone, and a newer one is complete",
                ])
        }
    }
}
