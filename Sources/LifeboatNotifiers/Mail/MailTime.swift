import Foundation
import LifeboatCore

/// Moments as mails write them: RFC 5322, 3.3.
enum MailTime {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Mon, 23 Nov 2026 03:00:00 +0000`.
    static func text(_ date: Date) -> String {
        let text = UTCTime.compact(date)
        let parts = Array(text)
        // 1970-01-01 was a Thursday.
        let day = days[Int(max(0, date.timeIntervalSince1970.rounded(.down)) / 86_400) % 7]
        let month = months[(Int(String(parts[4...5])) ?? 1) - 1]
        return "\(day), \(String(parts[6...7])) \(month) \(String(parts[0...3])) "
            + "\(String(parts[9...10])):\(String(parts[11...12])):\(String(parts[13...14])) +0000"
    }
}
