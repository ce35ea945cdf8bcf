import LifeboatCore

/// How a database has to be made for a dump to fit in: its character set and the order of its texts.
struct PostgreSQLDatabaseForm: Sendable {
    /// Of a dump's receipt; whatever is absent is the server's own choice.
    let facts: [String: String]
    /// Where its files lie; `nil` is the server's usual place. Not of the receipt: another server has other ones.
    var tablespace: String?

    /// `CREATE DATABASE`, from the template that is always empty.
    func creation(of name: String) -> String {
        var words = ["CREATE DATABASE", PostgreSQLText.identifier(name), "TEMPLATE template0"]
        func add(_ option: String, _ fact: String) {
            if let value = facts[fact] { words.append("\(option) \(PostgreSQLText.literal(value))") }
        }
        add("ENCODING", "encoding")
        add("LC_COLLATE", "collate")
        add("LC_CTYPE", "ctype")
        switch facts["locale_provider"] {
        case "i":
            words.append("LOCALE_PROVIDER icu")
            add("ICU_LOCALE", "locale")
            add("ICU_RULES", "icu_rules")
        case "b":
            words.append("LOCALE_PROVIDER builtin")
            add("BUILTIN_LOCALE", "locale")
        default: break
        }
        if let tablespace { words.append("TABLESPACE \(PostgreSQLText.identifier(tablespace))") }
        return words.joined(separator: " ") + ";"
    }
}
