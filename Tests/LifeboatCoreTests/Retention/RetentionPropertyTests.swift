import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Retention on random histories")
struct RetentionPropertyTests {
    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe",
        "Asia/Kathmandu", "Pacific/Apia",
    ]

    /// A history, a policy and a moment, all from one seed.
    fileprivate struct Scene {
        var backups: [PlannedBackup]
        var policy: RetentionPolicy
        var now: Date
        var calendar: Calendar

        init(seed: UInt64, zone: String) throws {
            var random = SeededGenerator(seed: seed)
            calendar = try .named(zone)
            // From 2011 to 2036: leap days, weeks 53, the day that Apia skipped.
            now = Date(timeIntervalSince1970: Double(Int.random(in: 1_300_000_000...2_100_000_000, using: &random)))
            policy = RetentionPolicy(
                days: .random(in: 0...8, using: &random), weeks: .random(in: 0...6, using: &random),
                months: .random(in: 0...8, using: &random))
            let step = [3_600, 20_000, 86_400, 400_000, 3_000_000].randomElement(using: &random) ?? 86_400
            var date = now + Double(Int.random(in: -2...1, using: &random) * step)
            backups = []
            for name in 0..<Int.random(in: 0...60, using: &random) {
                backups.append(
                    PlannedBackup(
                        name: name, date: date, isComplete: Int.random(in: 0..<4, using: &random) > 0,
                        isProtected: Int.random(in: 0..<12, using: &random) == 0))
                date -= Double(Int.random(in: 0...step, using: &random))
            }
            backups.shuffle(using: &random)
        }

        var plan: RetentionPlan<PlannedBackup> { policy.plan(backups, now: now, in: calendar) }
    }

    private static let seeds = UInt64(0)..<250

    @Test("Every backup is kept or removed, once, the newest first", arguments: zones)
    func partition(zone: String) throws {
        for seed in Self.seeds {
            let scene = try Scene(seed: seed, zone: zone)
            let plan = scene.plan
            #expect(Set(plan.kept).isDisjoint(with: plan.removed), "seed \(seed)")
            #expect(plan.kept.count + plan.removed.count == scene.backups.count, "seed \(seed)")
            #expect(Set(plan.kept).union(plan.removed) == Set(scene.backups), "seed \(seed)")
            let dates = plan.decisions.map(\.item.date)
            #expect(dates == dates.sorted(by: >), "seed \(seed)")
            #expect(plan.decisions.allSatisfy { !$0.reason.isEmpty }, "seed \(seed)")
        }
    }

    @Test(
        "The newest, the newest complete and the protected ones are kept, and no more than the numbers say",
        arguments: zones)
    func bounds(zone: String) throws {
        for seed in Self.seeds {
            let scene = try Scene(seed: seed, zone: zone)
            let kept = scene.plan.kept
            let present = scene.backups.filter { $0.date <= scene.now }
            for candidates in [scene.backups, present, present.filter(\.isComplete)] {
                guard let newest = candidates.map(\.date).max() else { continue }
                #expect(kept.contains { $0.date == newest && candidates.contains($0) }, "seed \(seed)")
            }
            #expect(scene.backups.allSatisfy { !$0.isProtected || kept.contains($0) }, "seed \(seed)")
            guard !scene.policy.keepsEverything else {
                #expect(kept.count == scene.backups.count, "seed \(seed)")
                continue
            }
            let limited = kept.filter { !$0.isProtected && $0.date <= scene.now }
            #expect(
                limited.count <= scene.policy.days + scene.policy.weeks + scene.policy.months + 2, "seed \(seed)")
        }
    }

    @Test("Applying a plan and planning again removes nothing more", arguments: zones)
    func idempotence(zone: String) throws {
        for seed in Self.seeds {
            let scene = try Scene(seed: seed, zone: zone)
            let again = scene.policy.plan(scene.plan.kept, now: scene.now, in: scene.calendar)
            #expect(again.removed.isEmpty, "seed \(seed)")
        }
    }

    @Test("Raising a number never removes more", arguments: zones)
    func monotony(zone: String) throws {
        for seed in Self.seeds {
            let scene = try Scene(seed: seed, zone: zone)
            guard !scene.policy.keepsEverything else { continue }
            let kept = Set(scene.plan.kept)
            for number in [\RetentionPolicy.days, \.weeks, \.months] {
                var policy = scene.policy
                policy[keyPath: number] += 1 + Int(seed % 3)
                let more = Set(policy.plan(scene.backups, now: scene.now, in: scene.calendar).kept)
                #expect(kept.isSubset(of: more), "seed \(seed)")
            }
        }
    }

    /// Written the other way round: for each backup, is there a period of which it is the best, and are fewer than so
    /// many younger periods in use? Periods are told apart by where they begin.
    private func oracle(_ scene: Scene) -> Set<Int> {
        guard !scene.policy.keepsEverything else { return Set(scene.backups.map(\.name)) }
        func better(_ one: PlannedBackup, _ two: PlannedBackup) -> Bool {
            (one.date, -scene.index(of: one)) > (two.date, -scene.index(of: two))
        }
        let present = scene.backups.filter { $0.date <= scene.now }
        let rules: [(Calendar.Component, Int)] = [
            (.day, scene.policy.days), (.weekOfYear, scene.policy.weeks), (.month, scene.policy.months),
        ]
        let starts = rules.map { component, _ in
            Dictionary(
                scene.backups.map { ($0.date, scene.calendar.dateInterval(of: component, for: $0.date)?.start) },
                uniquingKeysWith: { one, _ in one })
        }
        func isKept(_ backup: PlannedBackup) -> Bool {
            if backup.isProtected || backup.date > scene.now { return true }
            if !present.contains(where: { better($0, backup) }) { return true }
            if backup.isComplete, !present.contains(where: { $0.isComplete && better($0, backup) }) { return true }
            return zip(rules, starts).contains { rule, starts in
                guard let own = starts[backup.date] ?? nil else { return false }
                let rivals = present.filter { starts[$0.date] == own }
                let isBest = !rivals.contains {
                    $0.isComplete != backup.isComplete ? $0.isComplete : better($0, backup)
                }
                let younger = Set(present.compactMap { starts[$0.date] ?? nil }.filter { $0 > own })
                return isBest && younger.count < rule.1
            }
        }
        return Set(scene.backups.filter(isKept).map(\.name))
    }

    @Test("An oracle that was written differently keeps the same", arguments: zones)
    func agreesWithTheOracle(zone: String) throws {
        for seed in UInt64(1_000)..<1_060 {
            let scene = try Scene(seed: seed, zone: zone)
            #expect(Set(scene.plan.kept.map(\.name)) == oracle(scene), "seed \(seed)")
        }
    }
}

extension RetentionPropertyTests.Scene {
    fileprivate func index(of backup: PlannedBackup) -> Int { backups.firstIndex(of: backup) ?? 0 }
}
