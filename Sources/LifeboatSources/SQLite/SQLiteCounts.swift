import LifeboatCore

/// What was counted in each table, within the transaction of the dump.
struct SQLiteCounts: Sendable {
    private(set) var rows: [Int64] = []
    /// Tables with texts that `.dump` would cut, and their rows.
    private(set) var toMend: [(table: SQLiteTable, rows: Int64)] = []
    /// Texts that are cut all the same.
    private(set) var omissions = Omissions()
    private(set) var evidence = Evidence()

    /// - Parameter answers: the answer to each table's ``SQLiteTable/countQuery``.
    init(_ tables: [SQLiteTable], answers: [String]) throws {
        guard tables.count == answers.count else {
            throw LifeboatError(.failed, "sqlite3 did not count every table")
        }
        for (table, answer) in zip(tables, answers) {
            let numbers = answer.split(separator: "|").map { Int64($0) }
            guard numbers.count == table.columns.count + 1, let count = numbers[0] else {
                throw LifeboatError(.failed, "sqlite3 gave a count that is not understood: \(answer.prefix(100))")
            }
            rows.append(count)
            evidence.counts["rows of \(table.name)"] = count
            let cut = zip(table.columns, numbers.dropFirst()).filter { ($0.1 ?? 0) > 0 }
            guard !cut.isEmpty else { continue }
            guard !SQLiteMending.canMend(table) else {
                toMend.append((table, count))
                continue
            }
            for (column, number) in cut {
                omissions.add(
                    Omission(
                        name: "column \(column) of \(table.name)", reason: .unreadable,
                        detail: "texts with a NUL character, cut there: \(number ?? 0); "
                            + "they can be kept in a table whose name has no line break"))
            }
        }
    }
}
