/// An ordinary table: not a view, not virtual, not SQLite's own.
struct SQLiteTable: Sendable, Equatable, Decodable {
    var name: String
    /// Stored columns; generated ones are left out.
    var columns: [String]
    /// Generated columns, which can be named as a row id is.
    var generated: [String] = []
    /// Whether its rows have numbers: it was not made `WITHOUT ROWID`.
    var hasRowID = true

    /// An identifier for SQL, whatever the name contains.
    static func quote(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// A text for SQL.
    static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    /// One row: how many rows there are, then for each column how many texts contain a NUL character, which `.dump`
    /// cannot write: it cuts them there, without a word.
    var countQuery: String {
        let columns = columns.map { name in
            let column = Self.quote(name)
            return ", count(CASE WHEN typeof(\(column)) = 'text' AND instr(\(column), char(0)) THEN 1 END)"
        }
        return "SELECT count(*)\(columns.joined()) FROM main.\(Self.quote(name));"
    }

    /// How a row id is called here: a column can take its name away. `nil` when all of its names are taken.
    private var rowID: String? {
        guard hasRowID else { return nil }
        let taken = Set((columns + generated).map { $0.lowercased() })
        return ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
    }

    /// Gives an `INSERT` statement for each row, one line each. A text that has control characters in it is written in
    /// hexadecimal, as the bytes that it is in the database's own encoding.
    var insertQuery: String {
        let id = rowID.map { [$0] } ?? []
        let names = (id + columns.map(Self.quote)).joined(separator: ",")
        let values = id + columns.map(Self.quote).map(Self.literalQuery)
        let head = Self.literal("INSERT INTO \(Self.quote(name))(\(names)) VALUES(")
        return "SELECT \(head) || \(values.joined(separator: " || ',' || ")) || ');' FROM main.\(Self.quote(name));"
    }

    /// - Parameter column: quoted.
    private static func literalQuery(_ column: String) -> String {
        let isPlain =
            "instr(\(column), char(0)) = 0 AND \(column) NOT GLOB '*[' || char(1) || '-' || char(31) || ']*'"
        return """
            CASE typeof(\(column)) \
            WHEN 'text' THEN CASE WHEN \(isPlain) THEN quote(\(column)) \
            ELSE 'CAST(x''' || hex(CAST(\(column) AS BLOB)) || ''' AS TEXT)' END \
            WHEN 'real' THEN CASE \(column) WHEN 9e999 THEN '1e999' WHEN -9e999 THEN '-1e999' ELSE quote(\(column)) END \
            ELSE quote(\(column)) END
            """
    }
}
