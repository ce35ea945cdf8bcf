/// A number of bytes: read as people write it, printed as people read it.
package struct ByteSize: Sendable, Hashable, Comparable, Codable {
    package var bytes: Int64

    package init(bytes: Int64) {
        self.bytes = bytes
    }

    /// Reads `50M`, `8MiB`, `1.5G`, `4096`. A bare suffix and `iB` are powers of 1024, `B` after a letter
    /// (`50MB`) is a power of 1000. Upper and lower case are the same. `nil` for anything else.
    ///
    /// - Parameter plainUnit: what one means when there is no suffix, in bytes.
    package init?(_ text: String, plainUnit: Int64 = 1) {
        let trimmed = text.drop(while: \.isWhitespace)
        let digits = trimmed.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let number = Double(digits), number.isFinite else { return nil }
        let suffix = trimmed.dropFirst(digits.count).filter { !$0.isWhitespace }.lowercased()
        guard let factor = Self.factor(of: suffix, plainUnit: plainUnit) else { return nil }
        let value = number * Double(factor)
        guard value < 9e18 else { return nil }
        bytes = Int64(value)
    }

    private static func factor(of suffix: String, plainUnit: Int64) -> Int64? {
        if suffix.isEmpty { return plainUnit }
        if suffix == "b" { return 1 }
        guard let first = suffix.first, let power = ["k", "m", "g", "t", "p"].firstIndex(of: String(first)) else {
            return nil
        }
        let base: Int64
        switch suffix.dropFirst() {
        case "", "ib": base = 1024
        case "b": base = 1000
        default: return nil
        }
        return (0...power).reduce(1) { product, _ in product * base }
    }

    package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}

extension ByteSize: CustomStringConvertible {
    /// Three significant digits in binary units: `742 B`, `1.95 MiB`, `20.0 GiB`.
    package var description: String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        var value = Double(bytes)
        var unit = -1
        while value >= 1024, unit < 4 {
            value /= 1024
            unit += 1
        }
        let places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        let scale = [1.0, 10.0, 100.0][places]
        let scaled = Int64((value * scale).rounded())
        let whole = scaled / Int64(scale)
        let names = ["KiB", "MiB", "GiB", "TiB", "PiB"]
        guard places > 0 else { return "\(whole) \(names[unit])" }
        let fraction = String(scaled % Int64(scale))
        return "\(whole).\(String(repeating: "0", count: places - fraction.count))\(fraction) \(names[unit])"
    }
}
