/// Why a plan removes something: for each rule of the policy, another one is kept instead.
package struct RemovalReason: Sendable, Hashable {
    /// The periods that are kept, but by another backup: a newer one, or a complete one.
    package let superseded: [RetentionPeriod]
    /// The rules whose periods do not reach back this far.
    package let beyond: [Limit]
    /// Its object is gone, for long enough, and a newer backup is complete: no rule was asked.
    package let isLost: Bool

    /// One rule of a policy.
    package struct Limit: Sendable, Hashable {
        package let count: Int
        package let unit: RetentionUnit
    }
}

extension RemovalReason: CustomStringConvertible {
    /// `superseded within week 2026-W48, month 2026-11; not among the last 6 days`
    package var description: String {
        if isLost { return "its object is gone, and a newer one is complete" }
        var parts: [String] = []
        if !superseded.isEmpty {
            parts.append("superseded within " + superseded.map(\.description).joined(separator: ", "))
        }
        if !beyond.isEmpty {
            let limits = beyond.map { $0.count == 1 ? $0.unit.rawValue : "\($0.count) \($0.unit.rawValue)s" }
            parts.append("not among the last " + limits.joined(separator: ", "))
        }
        return parts.joined(separator: "; ")
    }
}
