import LifeboatCore

/// What goes wrong with base backups alone; the rest as ``PostgreSQLTrouble``.
enum BaseBackupTrouble {
    static func explain(_ error: LifeboatError, _ client: PostgreSQLClient) -> LifeboatError {
        guard error.kind == .failed, let why = error.why else { return error }
        let user = client.server.user ?? "postgres"
        func explained(_ kind: LifeboatError.Kind, _ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(kind, what, why: why, hint: hint, places: error.places)
        }
        if why.contains("single tablespace") {
            return explained(
                .refused, "the server has tablespaces, which do not fit one archive",
                "back its databases up with a job of type postgresql, or move what lies in them to pg_default")
        }
        if why.contains("must be superuser or replication role")
            || why.contains("permission denied to start WAL sender")
            || why.contains("REPLICATION attribute")
        {
            return explained(
                .accessDenied, "user \(user) may not replicate", "`ALTER ROLE … REPLICATION` on the server")
        }
        if why.contains("no pg_hba.conf entry for replication") {
            return explained(
                .accessDenied, "the server \(client.server) lets user \(user) not replicate from here",
                "add a line for the database `replication` to its pg_hba.conf")
        }
        if why.contains("max_wal_senders") || why.contains("wal_level") {
            return explained(
                .refused, "the server \(client.server) is not set up for base backups",
                "set wal_level to replica and max_wal_senders to 2 or more there")
        }
        if why.contains("has already been removed") {
            return explained(
                .failed, "the server had removed WAL that the backup needs", "raise wal_keep_size on the server")
        }
        return PostgreSQLTrouble.explain(error, client, nil)
    }
}
