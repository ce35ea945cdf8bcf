/// The name of an option, with the other ways to write it put aside: `loose-skip_quick` is `quick`, and negative.
struct MySQLOptionName: Sendable, Hashable {
    var name: String
    var isNegative = false

    /// - Parameter text: without dashes in front and without a value.
    init(_ text: some StringProtocol) {
        name = String(text).replacing("_", with: "-")
        for prefix in ["loose-", "enable-", "maximum-"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        for prefix in ["skip-", "disable-"] where name.hasPrefix(prefix) {
            name.removeFirst(prefix.count)
            isNegative = true
        }
    }
}
