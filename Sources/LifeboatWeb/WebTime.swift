package import Foundation
import LifeboatCore

/// Moments as HTTP and S3 write them.
package enum WebTime {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads `Mon, 23 Nov 2026 03:00:00 GMT` (RFC 9110, 5.6.7) and `2026-11-23T03:00:00.000Z`; `nil` for anything else.
    package static func parse(_ text: String) -> Date? {
        if text.hasSuffix(" GMT") { return parseHeader(text) }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    private static func parseHeader(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, let month = months.firstIndex(of: String(words[2])) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return UTCTime.parseCompact("\(words[3])\(number)\(words[1])T\(words[4].replacing(":", with: ""))Z")
    }
}
