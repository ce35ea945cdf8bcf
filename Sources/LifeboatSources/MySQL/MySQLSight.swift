import LifeboatCore

/// What a user sees of one database: whether a dump by it can be whole.
struct MySQLSight: Sendable {
    private(set) var showsEvents = true
    /// What there may be that it does not see.
    private(set) var omissions: [Omission] = []

    /// - Throws: when it does not see every table.
    init(of database: String, _ rights: MySQLRights, _ options: MySQLDumpOptions) throws {
        guard rights.hold("SELECT", onAllOf: database) else {
            throw LifeboatError(
                .accessDenied, "this user may not read all of \(database)",
                why: "tables that it may not read are not even shown to it, so they would be missing without a word",
                hint: "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON \(MySQLName.quote(database)).* to it")
        }
        showsEvents = rights.hold("EVENT", onAllOf: database)
        let objects = [
            ("triggers", rights.hold("TRIGGER", onAllOf: database), "GRANT TRIGGER"),
            ("events", showsEvents, "GRANT EVENT"),
            ("routines", rights.showRoutines(of: database), "GRANT SELECT ON mysql.proc, or SHOW_ROUTINE (MySQL),"),
        ]
        for (name, isSeen, grant) in objects where !isSeen && !options.skips(name) {
            omissions.append(
                Omission(
                    name: name, reason: .unreadable,
                    detail:
                        "this user may not see them, if there are any: \(grant) to it, or `--skip-\(name)` in `extra_keys`"
                ))
        }
    }
}
