import LifeboatCore

/// The roles and tablespaces of a server: what belongs to no database, and without which none can be restored elsewhere.
enum PostgreSQLGlobals {
    static let targetName = "roles-and-tablespaces"
    static let endMark = "PostgreSQL database cluster dump complete"
    /// In the place of a database's name.
    private static let origin = "roles and tablespaces"

    static let target = Target(name: targetName, fileExtension: "sql", origin: origin)

    /// Rather than a database that happens to have the target's name.
    static func isMeant(_ target: Target) -> Bool { target.name == targetName && target.origin == origin }

    /// What the statements of a dump make.
    static func evidence(_ statements: [PostgreSQLScriptStatement]) -> Evidence {
        Evidence(counts: [
            "roles": Int64(statements.count { $0.name(behind: "CREATE ROLE ") != nil }),
            "tablespaces": Int64(statements.count { $0.name(behind: "CREATE TABLESPACE ") != nil }),
        ])
    }
}
