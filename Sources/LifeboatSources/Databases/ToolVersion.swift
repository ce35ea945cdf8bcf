/// A version as a server or a program says it: the first run of numbers with dots in its text.
struct ToolVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    let numbers: [Int]

    /// Reads `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` as 15.18; `nil` when there is no number.
    init?(_ text: String) {
        guard let start = text.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
        let run = text[start...].prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
        numbers = run.split(separator: ".").compactMap { Int($0) }
    }

    var major: Int { numbers.first ?? 0 }
    var description: String { numbers.map(String.init).joined(separator: ".") }

    static func < (one: Self, other: Self) -> Bool { one.numbers.lexicographicallyPrecedes(other.numbers) }
}
