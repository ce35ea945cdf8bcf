import LifeboatCore

/// What a server says about itself and its databases.
struct PostgreSQLServer: Sendable, Decodable {
    struct Database: Sendable, Decodable {
        var name: String
        var size: Int64?
    }

    /// What a server's owner keeps for itself where the server is rented: nobody else can connect to them.
    static let system: Set<String> = [
        "template0", "template1", "rdsadmin", "cloudsqladmin", "azure_maintenance", "azure_sys",
    ]
    /// The oldest that is understood, as `server_version_num` has it.
    private static let oldest = 100_000

    var version: String
    var number: Int
    var isSuperuser: Bool
    var mayReplicate: Bool
    var databases: [Database]

    var major: Int { number / 10_000 }

    private static let query = """
        SELECT jsonb_build_object(
            'version', current_setting('server_version'), 'number', current_setting('server_version_num')::int,
            'isSuperuser', r.rolsuper, 'mayReplicate', r.rolsuper OR r.rolreplication,
            'databases', (SELECT jsonb_agg(jsonb_build_object('name', d.datname, 'size',
                CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END)) FROM pg_database d))
        FROM pg_roles r WHERE r.rolname = current_user;
        """

    /// Asks through the first of the usual databases, or of `named`, that lets this user in.
    ///
    /// - Parameter avoided: a database that is going to be renamed or dropped, which nobody may be connected to then.
    static func ask(
        _ client: PostgreSQLClient, named: [String], avoiding avoided: String? = nil
    ) async throws -> (server: Self, through: String) {
        var first: LifeboatError?
        for database in ["postgres", "template1"] + named where database != "all" && database != avoided {
            do {
                let server = try await client.ask(database, Self.self, query)
                guard server.number >= oldest else {
                    throw LifeboatError(
                        .refused, "the server is PostgreSQL \(server.version), which is not supported",
                        hint: "10 and later are; until it is upgraded use an external job")
                }
                return (server, database)
            } catch let error as LifeboatError where closesDatabase(error) {
                first = first ?? error
            }
        }
        throw first ?? LifeboatError(.notFound, "no database is named")
    }

    /// Whether another database of the same server may still let this user in.
    private static func closesDatabase(_ error: LifeboatError) -> Bool {
        guard let why = error.why else { return false }
        return error.kind == .notFound || why.contains("permission denied for database")
            || why.contains("no pg_hba.conf entry") || why.contains("is not currently accepting connections")
    }
}
