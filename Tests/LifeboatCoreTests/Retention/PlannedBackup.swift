import Foundation
import LifeboatCore

/// A backup as far as retention looks at it.
struct PlannedBackup: Hashable {
    var name: Int
    var date: Date
    var isComplete = true
    var isProtected = false
    var isLost = false
}

extension RetentionPolicy {
    func plan(
        _ backups: [PlannedBackup], now: Date, in calendar: Calendar
    ) -> RetentionPlan<PlannedBackup> {
        plan(
            for: backups, takenAt: \.date, complete: \.isComplete, lost: \.isLost,
            noticeEnds: now.addingTimeInterval(-7 * 86_400), protected: \.isProtected, now: now, calendar: calendar)
    }
}

extension Calendar {
    static func named(_ zone: String) throws -> Calendar {
        struct UnknownTimeZone: Error { var name: String }
        guard let timeZone = TimeZone(identifier: zone) else { throw UnknownTimeZone(name: zone) }
        return .retention(in: timeZone)
    }
}

/// `2026-11-23T03:00:00Z`, or with an offset.
func moment(_ text: String) throws -> Date {
    try Date(text, strategy: .iso8601)
}
