package import Foundation

extension RetentionPolicy {
    /// Decides what to keep.
    ///
    /// - Of each of the last ``days`` days, ``weeks`` ISO weeks and ``months`` months that have a backup, the newest
    ///   complete one is kept; where a period has only partial ones, the newest of these.
    /// - The newest backup and the newest complete one are kept whatever the numbers say.
    /// - A backup dated after `now` is kept, and counts for nothing else: it takes no period's place and is not "the
    ///   newest", so that a clock that was wrong for one night pushes no good backup out.
    /// - A lost backup, of which only the record is left, counts for nothing either. Its record is kept until it is
    ///   dated before `noticeEnds` and a newer backup is complete, whatever the numbers say: even where everything is
    ///   kept, it is nothing that could be restored.
    /// - A protected backup is kept, and counts for its periods as any other.
    /// - Applying a plan and planning again removes nothing more. Raising a number never removes more, except from
    ///   all zero, which keeps everything.
    ///
    /// - Parameters:
    ///   - items: in any order; of two with the same date the earlier in this list counts as the newer.
    ///   - takenAt: when the backup's contents were taken.
    ///   - complete: whether nothing is missing from it.
    ///   - lost: whether its bytes are gone.
    ///   - noticeEnds: lost ones that are older than this have been shown for long enough.
    ///   - protected: whether something else needs it.
    ///   - calendar: whose days, weeks and months; see ``Foundation/Calendar/retention(in:)``.
    package func plan<Item>(
        for items: [Item], takenAt: (Item) -> Date, complete: (Item) -> Bool, lost: (Item) -> Bool = { _ in false },
        noticeEnds: Date = .distantPast, protected: (Item) -> Bool, now: Date, calendar: Calendar
    ) -> RetentionPlan<Item> {
        let newestFirst = items.map { (item: $0, date: takenAt($0)) }.enumerated()
            .sorted { ($1.element.date, $0.offset) < ($0.element.date, $1.offset) }
            .map(\.element)
        let isLost = newestFirst.map { lost($0.item) }
        let isComplete = newestFirst.map { complete($0.item) }
        let present = newestFirst.indices.filter { newestFirst[$0].date <= now && !isLost[$0] }
        let newest = present.first
        let newestComplete = present.first { isComplete[$0] }
        // The calendar is slow, and not asked where nothing depends on it.
        let periods = keepsEverything ? [] : newestFirst.map { RetentionPeriod.all(at: $0.date, in: calendar) }
        let standsFor = limits.map { limit in
            let chosen = Self.representatives(of: present, isComplete) { periods[$0][limit.unit] }.prefix(limit.count)
            return Dictionary(chosen.map { ($0.period, $0.index) }, uniquingKeysWith: { newer, _ in newer })
        }

        let verdicts = newestFirst.indices.map { index -> RetentionDecision<Item>.Verdict in
            let isFuture = newestFirst[index].date > now
            let isProtected = protected(newestFirst[index].item)
            if isLost[index] {
                let isShownEnough = newestFirst[index].date < noticeEnds
                let hasBetter = newestComplete.map { $0 < index } ?? false
                guard isShownEnough, hasBetter, !isFuture, !isProtected else { return .keep([.lost]) }
                return .remove(RemovalReason(superseded: [], beyond: [], isLost: true))
            }
            if keepsEverything { return .keep([.noLimit]) }
            var reasons: [RetentionReason] = []
            var superseded: [RetentionPeriod] = []
            var beyond: [RemovalReason.Limit] = []
            if isFuture { reasons.append(.inTheFuture) }
            if index == newest { reasons.append(.newest) }
            if index == newestComplete, index != newest { reasons.append(.newestComplete) }
            for (limit, standsFor) in zip(limits, standsFor) {
                guard let own = periods[index][limit.unit] else { continue }
                switch standsFor[own] {
                case index: reasons.append(.period(own))
                case .some: superseded.append(own)
                case nil: beyond.append(limit)
                }
            }
            if isProtected { reasons.append(.protected) }
            return reasons.isEmpty
                ? .remove(RemovalReason(superseded: superseded, beyond: beyond, isLost: false)) : .keep(reasons)
        }
        return RetentionPlan(
            decisions: zip(newestFirst, verdicts).map { RetentionDecision(item: $0.item, verdict: $1) })
    }

    /// The rules that are in force.
    private var limits: [RemovalReason.Limit] {
        [
            RemovalReason.Limit(count: days, unit: .day), RemovalReason.Limit(count: weeks, unit: .week),
            RemovalReason.Limit(count: months, unit: .month),
        ].filter { $0.count > 0 }
    }

    /// For each period that has a backup, the newest first, the one that stands for it.
    private static func representatives(
        of newestFirst: [Int], _ isComplete: [Bool], _ period: (Int) -> RetentionPeriod?
    ) -> [(period: RetentionPeriod, index: Int)] {
        var found: [(period: RetentionPeriod, index: Int)] = []
        for index in newestFirst {
            guard let period = period(index) else { continue }
            if found.last?.period != period {
                found.append((period, index))
            } else if isComplete[index], !isComplete[found[found.count - 1].index] {
                found[found.count - 1].index = index
            }
        }
        return found
    }
}
