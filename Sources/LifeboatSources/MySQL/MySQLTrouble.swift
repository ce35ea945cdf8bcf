import LifeboatCore

/// The programs' failures in words that say what to do, by the server's error numbers
/// (https://mariadb.com/kb/en/mariadb-error-code-reference/).
enum MySQLTrouble {
    static func explain(_ error: LifeboatError, at address: String) -> LifeboatError {
        guard error.kind == .failed, let why = error.why else { return error }
        for number in numbers(in: why) {
            // Who was refused behind the login, by a statement of a script, lacks a right.
            if [1_045, 1_698].contains(number), why.contains(/\([0-9A-Z]{5}\) at line [0-9]/) {
                return LifeboatError(
                    .accessDenied, error.what, why: why,
                    hint: "a right is missing: GRANT it to this user, WITH GRANT OPTION", places: error.places)
            }
            guard let (kind, what, hint) = words(for: number, address) else { continue }
            return LifeboatError(kind, what ?? error.what, why: why, hint: hint, places: error.places)
        }
        if why.contains("insufficient privileges to SHOW CREATE") {
            return LifeboatError(
                .accessDenied, "the body of a routine may not be read", why: why,
                hint:
                    "GRANT SELECT ON mysql.proc (MariaDB) or SHOW_ROUTINE (MySQL) to this user; or `--skip-routines` in `extra_keys`",
                places: error.places)
        }
        return error
    }

    /// `ERROR 1045 (28000)`, `Got error: 1045: "…"`, `… doesn't exist (1146)`, `Error 2013: Lost connection`; but not
    /// the year of a line's date. mariadb-backup gives some only as text.
    static func numbers(in text: String) -> [Int] {
        let found = text.matches(of: /(?:[Ee]rror:? |ERROR |\()([12][0-9]{3})\b/).compactMap { Int($0.1) }
        guard found.isEmpty else { return found }
        return ["Lost connection", "has gone away"].contains { text.contains($0) } ? [2_013] : []
    }

    private static func words(
        for number: Int, _ address: String
    ) -> (kind: LifeboatError.Kind, what: String?, hint: String)? {
        switch number {
        case 1_045, 1_698:
            (
                .accessDenied, "\(address) refuses the user or the password",
                "are db_user and db_password right, and may this user come from this host?"
            )
        case 1_129, 1_130, 1_862:
            (.accessDenied, "\(address) refuses this host or user", "allow the user for this host, or FLUSH HOSTS")
        case 1_044, 1_142, 1_143, 1_227, 1_370, 1_345:
            (.accessDenied, nil, "a right is missing: GRANT it to this user, as the message says")
        case 1_419:
            (
                .accessDenied, nil,
                "while the server writes a binary log, triggers and functions need the right SUPER or `SET GLOBAL log_bin_trust_function_creators = 1`"
            )
        case 1_049: (.notFound, nil, "correct the name of the database")
        case 2_002, 2_003, 2_005:
            (
                .temporary, "\(address) does not answer",
                "is the server up, are db_host and db_port right? By `localhost` its programs mean the socket, by 127.0.0.1 the network"
            )
        case 1_040, 1_203:
            (.temporary, "\(address) has too many connections", "raise max_connections, or run at another time")
        case 2_006, 2_013, 1_053, 1_927, 1_184, 1_159, 1_161:
            (
                .failed, "\(address) ended the connection",
                "look at the server's log: was it restarted, or killed for want of memory? A row larger than its max_allowed_packet looks the same"
            )
        case 1_153, 2_020:
            (.failed, nil, "a row is larger than max_allowed_packet: raise it on the server, up to 1G")
        case 1_146, 1_412, 1_932:
            (.temporary, nil, "was a table changed or dropped meanwhile? Run again; away from migrations")
        case 1_356:
            (.failed, nil, "mend the view or drop it; or leave it out: `--ignore-table=DATABASE.VIEW` in `extra_keys`")
        case 1_194, 1_195, 1_034: (.corrupted, nil, "look with CHECK TABLE, mend with REPAIR TABLE")
        case 1_205, 1_213: (.temporary, nil, "another transaction holds what is needed; run again")
        case 2_026:
            (
                .failed, "\(address) and the client do not agree on TLS",
                "set ssl-ca in an option file, and name it in `auth_file`"
            )
        case 1_251, 2_059, 2_061:
            (
                .failed, "the client cannot log in the way \(address) wants",
                "install the client of the server's own make"
            )
        default: nil
        }
    }
}
