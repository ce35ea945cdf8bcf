/// An ordinary table: not a view, not virtual, not SQLite's own.
struct SQLiteTable: Sendable, Equatable, Decodable {
    var name: String
    /// Stored columns; generated ones are left out.
    var columns: [String]

    /// An identifier for SQL, whatever the name contains.
    static func quote(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// One row: how many rows there are, then for each column how many texts contain a NUL character, which cannot
    /// be written as SQL text: the program would cut them there, without a word.
    var countQuery: String {
        let columns = columns.map { name in
            let column = Self.quote(name)
            return ", count(CASE WHEN typeof(\(column)) = 'text' AND instr(\(column), char(0)) THEN 1 END)"
        }
        return "SELECT count(*)\(columns.joined()) FROM main.\(Self.quote(name));"
    }
}
