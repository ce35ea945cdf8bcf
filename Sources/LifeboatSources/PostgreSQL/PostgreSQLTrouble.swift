import LifeboatCore

/// What the programs and the server say, in words that tell what to do.
enum PostgreSQLTrouble {
    private struct Explanation {
        let sign: String
        let kind: LifeboatError.Kind
        let what: String
        let hint: String
    }

    static func explain(_ error: LifeboatError, _ client: PostgreSQLClient, _ database: String?) -> LifeboatError {
        guard error.kind == .failed, let why = error.why else { return error }
        let server = client.server.description
        let user = client.server.user ?? "postgres"
        let name = database ?? ""
        if why.contains("database \"\(name)\" does not exist")
            // A name that is too long is cut by the server.
            || (name.utf8.count > 63 && why.contains("FATAL:  database \"") && why.contains("\" does not exist"))
        {
            return LifeboatError(
                .notFound, "the server has no database \(name)", why: why, hint: "correct `target`, or was it dropped?",
                places: error.places)
        }
        for explanation in explanations(server, user, name) where why.contains(explanation.sign) {
            return LifeboatError(
                explanation.kind, explanation.what, why: why, hint: explanation.hint, places: error.places)
        }
        return error
    }

    /// The same of a restore, where other things go wrong.
    static func explainRestore(_ error: LifeboatError, _ client: PostgreSQLClient, _ database: String) -> LifeboatError
    {
        guard error.kind == .failed, let why = error.why else { return error }
        func explained(_ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(.failed, what, why: why, hint: hint, places: error.places)
        }
        if why.contains("role \""), why.contains("does not exist") {
            return explained(
                "the server \(client.server) lacks a role that the dump names",
                "restore \(PostgreSQLGlobals.targetName) of the same job first, or make the role")
        }
        if why.contains("could not open extension control file") || why.contains("is not available") {
            return explained(
                "the server \(client.server) lacks an extension that the dump needs", "install its package there")
        }
        if why.contains("tablespace \""), why.contains("does not exist") {
            return explained(
                "the server \(client.server) lacks a tablespace that the dump names",
                "restore \(PostgreSQLGlobals.targetName) first, or dump with `extra_keys: --no-tablespaces`")
        }
        if why.contains("unsupported version") {
            return explained("pg_restore is older than the pg_dump that made it", "install a newer postgresql-client")
        }
        return explain(error, client, database)
    }

    private static func explanations(_ server: String, _ user: String, _ name: String) -> [Explanation] {
        let access = access(server, user)
        let network = network(server)
        let contents = [
            Explanation(
                sign: "is not currently accepting connections", kind: .refused, what: "the database \(name) is closed",
                hint:
                    "a restore in its place may have been killed: see that it is the right one (beside lifeboat_old_… and "
                    + "lifeboat_new_…), then `ALTER DATABASE \(PostgreSQLText.identifier(name)) WITH ALLOW_CONNECTIONS true`"
            ),
            Explanation(
                sign: "row-level security policy", kind: .accessDenied,
                what: "user \(user) may not see every row of database \(name)",
                hint: "a backup needs all rows: `ALTER ROLE … BYPASSRLS`, or the owner of the tables"),
            Explanation(
                sign: "server version mismatch", kind: .refused, what: "the program is older than the server \(server)",
                hint: "install a postgresql-client of at least the server's version"),
            Explanation(
                sign: "out of shared memory", kind: .failed, what: "the server \(server) has no room for so many locks",
                hint: "raise max_locks_per_transaction on the server: each table takes one"),
            Explanation(
                sign: "permission denied", kind: .accessDenied, what: "user \(user) lacks a right",
                hint: "for a backup: `GRANT pg_read_all_data TO …` (PostgreSQL 14 and later), or a superuser"),
            Explanation(
                sign: "must be owner of", kind: .accessDenied, what: "user \(user) lacks a right",
                hint: "take a superuser, or the owner"),
        ]
        return access + network + contents
    }

    private static func access(_ server: String, _ user: String) -> [Explanation] {
        [
            Explanation(
                sign: "password authentication failed", kind: .accessDenied,
                what: "the server \(server) refuses the password of user \(user)",
                hint: "correct db_user or db_password"),
            Explanation(
                sign: "no password supplied", kind: .accessDenied,
                what: "the server \(server) wants a password of user \(user)", hint: "set db_password"),
            Explanation(
                sign: "Peer authentication failed", kind: .accessDenied,
                what: "the server \(server) takes user \(user) on its socket only from the system user of that name",
                hint: "set db_host to 127.0.0.1 and a db_password, or run as that user"),
            Explanation(
                sign: "no pg_hba.conf entry", kind: .accessDenied,
                what: "the server \(server) lets nobody in as user \(user) from here",
                hint:
                    "add a line to the server's pg_hba.conf; with \"no encryption\" in the message: `sslmode: require`"),
            Explanation(
                sign: "certificate verify failed", kind: .accessDenied,
                what: "the certificate of the server \(server) is not trusted", hint: "correct ca_cert"),
            Explanation(
                sign: "does not match host name", kind: .accessDenied,
                what: "the certificate of the server \(server) is for another name",
                hint: "use that name as db_host, or `sslmode: verify-ca`"),
            Explanation(
                sign: "server does not support SSL", kind: .refused, what: "the server \(server) has no TLS",
                hint: "switch it on there, or `sslmode: disable`"),
        ]
    }

    private static func network(_ server: String) -> [Explanation] {
        let unreachable = [
            "Connection refused", "timeout expired", "could not translate host name", "No such file or directory",
            "No route to host", "Network is unreachable", "Connection timed out", "the database system is starting up",
            "the database system is shutting down",
        ].map { sign in
            Explanation(
                sign: sign, kind: .temporary, what: "the server \(server) does not answer",
                hint: "is it running, and are db_host, db_port or socket right?")
        }
        let lost = [
            "server closed the connection", "terminating connection", "connection to server was lost",
            "could not receive data from server",
        ].map { sign in
            Explanation(
                sign: sign, kind: .failed, what: "the server \(server) went away in the middle",
                hint: "look at its log; was it restarted, or out of memory?")
        }
        let busy = Explanation(
            sign: "too many clients", kind: .temporary, what: "the server \(server) takes no more connections",
            hint: "raise max_connections, or run at another time")
        let slots = Explanation(
            sign: "connection slots", kind: .temporary, what: busy.what, hint: busy.hint)
        return unreachable + lost + [busy, slots]
    }
}
