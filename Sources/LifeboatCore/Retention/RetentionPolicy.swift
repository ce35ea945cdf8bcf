/// How many copies to keep: `store: {days, weeks, months}`.
///
/// Each number counts periods *that have a backup*: `days: 6` keeps the newest backup of each of the last six days
/// on which there is one, so a week of failures removes nothing.
package struct RetentionPolicy: Sendable, Hashable {
    package var days: Int
    package var weeks: Int
    package var months: Int

    package init(days: Int = 0, weeks: Int = 0, months: Int = 0) {
        self.days = days
        self.weeks = weeks
        self.months = months
    }

    /// All zero: nothing that could be restored is ever removed.
    package var keepsEverything: Bool { days <= 0 && weeks <= 0 && months <= 0 }
}
