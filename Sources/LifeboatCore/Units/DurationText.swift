/// Durations as people write them in a configuration and read them in a report.
package enum DurationText {
    private static let units: [(suffix: String, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// Reads `90s`, `5m`, `1h30m`, `7d`, `2w`, or a bare number of seconds. `nil` for anything else.
    package static func parse(_ text: String) -> Duration? {
        var rest = text.filter { !$0.isWhitespace }.lowercased()[...]
        guard !rest.isEmpty else { return nil }
        if let seconds = Int64(rest) { return seconds >= 0 ? .seconds(seconds) : nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let number = Int64(digits), let unit = units.first(where: { rest.hasPrefix($0.suffix) }) else {
                return nil
            }
            let (product, overflow) = number.multipliedReportingOverflow(by: unit.seconds)
            guard !overflow, product < 1 << 40 else { return nil }
            total += product
            rest = rest.dropFirst(unit.suffix.count)
        }
        return .seconds(total)
    }

    /// The two largest units: `2d 4h`, `5m 3s`; below ten seconds with a tenth: `4.2s`; below one: `42ms`.
    package static func describe(_ duration: Duration) -> String {
        if duration < .seconds(1) {
            return "\(duration.components.attoseconds / 1_000_000_000_000_000)ms"
        }
        let tenths = (duration.components.seconds * 10) + duration.components.attoseconds / 100_000_000_000_000_000
        if tenths < 100 { return "\(tenths / 10).\(tenths % 10)s" }
        var rest = tenths / 10
        var parts: [String] = []
        for (suffix, seconds) in units where rest >= seconds || !parts.isEmpty {
            if parts.count == 2 { break }
            if rest / seconds > 0 { parts.append("\(rest / seconds)\(suffix)") }
            rest %= seconds
            if rest == 0 { break }
        }
        return parts.joined(separator: " ")
    }
}
