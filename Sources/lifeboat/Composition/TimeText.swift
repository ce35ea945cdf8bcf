import Foundation

/// Moments as people type them.
enum TimeText {
    /// `2026-11-23` is the end of that day, `2026-11-23T03:00[:00]` that moment, both in the calendar's time zone;
    /// with a `Z` at the end it is UTC. A space may stand for the `T`. `nil` for anything else.
    static func parse(_ text: String, calendar: Calendar) -> Date? {
        var rest = text.trimmingCharacters(in: .whitespaces)
        var calendar = calendar
        if rest.hasSuffix("Z") {
            rest.removeLast()
            calendar.timeZone = .gmt
        }
        let halves = rest.split(whereSeparator: { $0 == "T" || $0 == " " }).map(String.init)
        guard let day = numbers(halves.first, "-", [4, 2, 2]), halves.count <= 2 else { return nil }
        var components = DateComponents(year: day[0], month: day[1], day: day[2])
        guard halves.count == 2 else {
            guard components.isValidDate(in: calendar), let start = calendar.date(from: components) else { return nil }
            return calendar.date(byAdding: .day, value: 1, to: start)?.addingTimeInterval(-1)
        }
        guard let time = numbers(halves[1], ":", [2, 2, 2]) ?? numbers(halves[1], ":", [2, 2]) else { return nil }
        components.hour = time[0]
        components.minute = time[1]
        components.second = time.count == 3 ? time[2] : 0
        return components.isValidDate(in: calendar) ? calendar.date(from: components) : nil
    }

    private static func numbers(_ text: String?, _ separator: Character, _ widths: [Int]) -> [Int]? {
        guard let parts = text?.split(separator: separator, omittingEmptySubsequences: false),
            parts.map(\.count) == widths
        else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy(\.isNumber) ? Int(part) : nil }
        return numbers.count == widths.count ? numbers : nil
    }
}
