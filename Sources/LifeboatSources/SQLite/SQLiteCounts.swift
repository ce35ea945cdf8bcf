import LifeboatCore

/// What was counted in each table, within the transaction of the dump.
struct SQLiteCounts: Sendable {
    private(set) var rows: [Int64] = []
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
            for (column, number) in zip(table.columns, numbers.dropFirst()) {
                guard let number, number > 0 else { continue }
                omissions.add(
                    Omission(
                        name: "column \(column) of \(table.name)", reason: .unreadable,
                        detail: "texts with a NUL character, cut there: \(number); SQL text cannot hold them, BLOBs can"
                    ))
            }
        }
    }
}
