/// Names and values within SQL.
enum PostgreSQLText {
    /// `"a ""b"""`.
    static func identifier(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// `'it''s'`: for where `standard_conforming_strings` is on.
    static func literal(_ value: String) -> String { "'" + value.replacing("'", with: "''") + "'" }
}
