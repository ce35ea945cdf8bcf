/// How a size differs from the one before it.
package enum SizeChange {
    /// `+3 %`, `-48 %`, `x 12`; `nil` where there is nothing to compare.
    package static func words(from before: Int64?, to now: Int64?) -> String? {
        guard let before, let now, before > 0 else { return nil }
        let share = Double(now) / Double(before)
        if share >= 10 { return "x \(Int64(min(share, 1e15).rounded()))" }
        let percent = Int64(((share - 1) * 100).rounded())
        return "\(percent < 0 ? "" : "+")\(percent) %"
    }
}
