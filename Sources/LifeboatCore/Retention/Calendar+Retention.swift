package import Foundation

extension Calendar {
    /// The calendar of retention: Gregorian days and months, and ISO 8601 weeks, which begin on Monday and belong to
    /// the year that has most of their days. Never the user's own calendar: a locale must not decide what is kept.
    package static func retention(in timeZone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = timeZone
        calendar.firstWeekday = 2
        calendar.minimumDaysInFirstWeek = 4
        return calendar
    }
}
