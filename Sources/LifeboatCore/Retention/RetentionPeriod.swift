import Foundation

/// One day, ISO week or month of a calendar.
package struct RetentionPeriod: Sendable, Hashable {
    package let unit: RetentionUnit
    /// Of a week: the year that has most of its days.
    let year: Int
    /// The month; of a week, its number.
    let number: Int
    /// The day of the month; 0 for weeks and months.
    let day: Int

    /// The three periods that a moment lies in, from one question to the calendar: those are slow.
    static func all(at date: Date, in calendar: Calendar) -> [RetentionUnit: RetentionPeriod] {
        let parts = calendar.dateComponents([.year, .month, .day, .yearForWeekOfYear, .weekOfYear], from: date)
        let year = parts.year ?? 0
        let month = parts.month ?? 0
        return [
            .day: RetentionPeriod(unit: .day, year: year, number: month, day: parts.day ?? 0),
            .week: RetentionPeriod(
                unit: .week, year: parts.yearForWeekOfYear ?? 0, number: parts.weekOfYear ?? 0, day: 0),
            .month: RetentionPeriod(unit: .month, year: year, number: month, day: 0),
        ]
    }
}

extension RetentionPeriod: CustomStringConvertible {
    /// `day 2026-11-23`, `week 2026-W48`, `month 2026-11`
    package var description: String {
        switch unit {
        case .day: "day \(Self.pad(year, 4))-\(Self.pad(number, 2))-\(Self.pad(day, 2))"
        case .week: "week \(Self.pad(year, 4))-W\(Self.pad(number, 2))"
        case .month: "month \(Self.pad(year, 4))-\(Self.pad(number, 2))"
        }
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
