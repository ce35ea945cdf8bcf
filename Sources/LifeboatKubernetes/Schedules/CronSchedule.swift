package import LifeboatCore

/// When a CronJob starts, in five fields as Kubernetes reads them.
package struct CronSchedule: Sendable, Hashable {
    package let text: String

    /// - Throws: when Kubernetes would refuse it, or it never comes.
    package init(parsing text: String) throws(LifeboatError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == CronField.allCases.count else {
            throw Self.error(
                text.hasPrefix("@")
                    ? "\(text) is no schedule of five fields"
                    : "a schedule has five fields, this has \(fields.count)")
        }
        var numbers: [CronField: Set<Int>] = [:]
        for (field, part) in zip(CronField.allCases, fields) {
            guard let found = field.numbers(part) else {
                throw Self.error(
                    "\(part) is no \(field.words): \(field.range.lowerBound) to \(field.range.upperBound), lists, ranges and steps"
                )
            }
            numbers[field] = found
        }
        guard Self.everComes(fields, numbers) else { throw Self.error("there is no such day in any year") }
        self.text = fields.joined(separator: " ")
    }

    /// Every night between three and six, at a minute that follows from the names: fifty services do not start at once, and
    /// none moves when another one comes. Not earlier: where clocks are changed, an hour before three is missing once a year.
    package static func nightly(namespace: String, name: String) -> CronSchedule {
        let minute = Int(StableHash.number("\(namespace)/\(name)") % 180)
        return CronSchedule(text: "\(minute % 60) \(3 + minute / 60) * * *")
    }

    private init(text: String) { self.text = text }

    /// A day of the week comes whatever the day of the month is, unless that is `*`.
    private static func everComes(_ fields: [Substring], _ numbers: [CronField: Set<Int>]) -> Bool {
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard let days = numbers[.dayOfMonth], let months = numbers[.month], let first = days.min() else {
            return false
        }
        return !["*", "?"].contains(fields[4]) || months.contains { first <= lengths[$0 - 1] }
    }

    private static func error(_ what: String) -> LifeboatError {
        LifeboatError(
            .usage, what, hint: "minute, hour, day of the month, month, day of the week, as in \"15 3 * * *\"")
    }
}
