/// What was counted when a backup was made beside what its restore counted, for people.
struct CountsTable {
    /// A server may have thousands of tables.
    private static let shown = 20

    private let atDump: [String: Int64]
    private let restored: [String: Int64]

    init(atDump: [String: Int64], restored: [String: Int64]) {
        self.atDump = atDump
        self.restored = restored
    }

    /// Empty where only one side counted: there is nothing to compare.
    var text: String {
        let names = atDump.keys.filter { restored[$0] != nil }.sorted()
        var table = Table([("  COUNTED", .left), ("AT THE BACKUP", .right), ("RESTORED", .right)])
        for name in names.prefix(Self.shown) {
            table.add(["  \(name)", "\(atDump[name] ?? 0)", "\(restored[name] ?? 0)"])
        }
        let rest = names.count - Self.shown
        return table.text + (rest > 0 ? "  and \(rest) more, all equal; `-o json` has them\n" : "")
    }
}
