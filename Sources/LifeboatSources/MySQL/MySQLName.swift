/// Names and texts as SQL has them.
enum MySQLName {
    /// An identifier, whatever it contains.
    static func quote(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }

    /// A text in hexadecimal: it means the same in every SQL mode, and to the client's own reading of lines.
    static func literal(_ text: String) -> String {
        guard !text.isEmpty else { return "''" }
        let digits = Array("0123456789ABCDEF")
        let hexadecimal = text.utf8.reduce(into: "") { hexadecimal, byte in
            hexadecimal.append(digits[Int(byte >> 4)])
            hexadecimal.append(digits[Int(byte & 15)])
        }
        return "CONVERT(X'\(hexadecimal)' USING utf8mb4)"
    }

    /// The server's own databases, which nobody means by `all`: what people put into them, users and grants, is an
    /// object of its own.
    static let systemDatabases: Set<String> = ["information_schema", "mysql", "performance_schema", "sys"]

    /// Whether it is one of the server's own, as some servers see it: without regard to case.
    static func isSystem(_ name: String) -> Bool { systemDatabases.contains(name.lowercased()) }
}
