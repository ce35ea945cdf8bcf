import LifeboatCore

/// What the user may do, as `SHOW GRANTS` says.
///
/// A server shows a user only the tables, triggers, events and routines that it has a right on, and a dump program takes
/// what it is shown for all there is. So a right that is missing makes a dump smaller, without a word.
struct MySQLRights: Sendable {
    private struct Grant {
        var rights: Set<String>
        var database: String
        var object: String
        var isRevoked: Bool
    }

    private let grants: [Grant]

    static func ask(_ client: MySQLClient) async throws -> MySQLRights {
        MySQLRights(lines: try await client.values("SHOW GRANTS;"))
    }

    /// - Parameter lines: as ``GRANT SELECT, TRIGGER ON `shop\_db`.* TO `backup`@`%` ``.
    init(lines: [String]) {
        grants = lines.compactMap(Self.parse)
    }

    /// Whether a right holds for all that is in a database.
    func hold(_ right: String, onAllOf database: String) -> Bool {
        let fitting = grants.filter { grant in
            grant.object == "*" && (grant.database == "*" || Self.matches(grant.database, database))
        }
        func has(_ grant: Grant) -> Bool { grant.rights.contains(right) || grant.rights.contains("ALL PRIVILEGES") }
        // A revocation (MySQL) takes a global right away for one database.
        let isRevoked = fitting.contains { $0.isRevoked && has($0) }
        return fitting.contains { !$0.isRevoked && has($0) && !($0.database == "*" && isRevoked) }
    }

    /// Whether all routines of a database can be seen, by one of the ways that there are.
    func showRoutines(of database: String) -> Bool {
        let rights = ["SHOW CREATE ROUTINE", "SHOW_ROUTINE", "EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE"]
        return rights.contains { hold($0, onAllOf: database) } || hold("SELECT", onAllOf: "mysql")
            || grants.contains {
                $0.database == "mysql" && $0.object == "proc" && !$0.isRevoked && $0.rights.contains("SELECT")
            }
    }

    private static func parse(_ line: String) -> Grant? {
        var words = MySQLWords(line)
        guard let verb = words.next(), verb == "GRANT" || verb == "REVOKE" else { return nil }
        var rights: Set<String> = []
        var right: [String] = []
        while let word = words.next(), word != "ON" {
            if word == "," {
                rights.insert(right.joined(separator: " "))
                right.removeAll()
            } else {
                right.append(word.uppercased())
            }
        }
        rights.insert(right.joined(separator: " "))
        // Roles, and rights on routines (`ON PROCEDURE a.b`), have no such place.
        guard let database = words.next(), words.next() == ".", let object = words.next() else { return nil }
        return Grant(
            rights: rights, database: MySQLWords.unquote(database), object: MySQLWords.unquote(object),
            isRevoked: verb == "REVOKE")
    }

    /// In a grant's database `%` and `_` are wildcards, and a backslash keeps them from being so.
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        matches(Array(pattern.lowercased())[...], Array(name.lowercased())[...])
    }

    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "%": return matches(rest, name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        case "_": return !name.isEmpty && matches(rest, name.dropFirst())
        case "\\":
            guard let escaped = rest.first else { return name.elementsEqual("\\") }
            return name.first == escaped && matches(rest.dropFirst(), name.dropFirst())
        default: return name.first == first && matches(rest, name.dropFirst())
        }
    }
}
