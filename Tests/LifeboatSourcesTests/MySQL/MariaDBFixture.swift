import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatSources
import LifeboatTesting

/// A database of its own on a real MariaDB, with a user whose password is as awkward as one can be.
struct MariaDBFixture: SourceFixture {
    static let awkwardPassword = "p@ss: #0123 'yes' \"{{ no }}\" \\n%s é"

    let server: MariaDBServer
    let program = "mariadb-dump"
    let target: String
    let user: String
    let password = MariaDBFixture.awkwardPassword

    /// `nil` where MariaDB is not installed.
    init?(schema: String = MariaDBSchemas.shop) throws {
        guard let server = try MariaDBServer.shared.get() else { return nil }
        self.server = server
        target = MariaDBServer.uniqueName("shop")
        user = MariaDBServer.uniqueName("user")
        let text = password.replacing("\\", with: "\\\\").replacing("'", with: "''")
        try server.sql(
            """
            CREATE DATABASE \(target) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
            CREATE USER \(user)@'%' IDENTIFIED BY '\(text)';
            GRANT ALL ON *.* TO \(user)@'%';
            """)
        try server.sql(schema, in: target)
    }

    func connection(password: String? = nil, port: Int? = nil) -> ServerConnection {
        ServerConnection(
            host: "127.0.0.1", port: port ?? server.service.port, user: user,
            password: Secret(password ?? self.password))
    }

    func configuration(_ targets: [String], excludes: [String] = [], options: MySQLDumpOptions = .init())
        -> MySQLConfiguration
    {
        MySQLConfiguration(
            server: connection(), selection: DatabaseSelection(targets: targets, excludes: excludes),
            dumpOptions: options)
    }

    func source(targets: [String], path: String?) -> any RestorableSource {
        MySQLSource(configuration(targets), toolbox: Toolbox(path: path))
    }

    func source(password: String) -> any RestorableSource {
        var configuration = configuration([target])
        configuration.server = connection(password: password)
        return MySQLSource(configuration)
    }

    func unreachable() -> any RestorableSource {
        var configuration = configuration([target])
        configuration.server = connection(port: 1)
        return MySQLSource(configuration)
    }

    func place() throws -> RestorePlace {
        .server(try server.address(MariaDBServer.uniqueName("copy"), user: user, password: password), replace: false)
    }

    func contents(of place: RestorePlace?) throws -> String {
        guard case .server(let address, _)? = place else { return try contents(of: target) }
        return try contents(of: address.database ?? target)
    }

    /// The database itself belongs to it: its character set.
    func contents(of database: String) throws -> String {
        let schema = try server.sql(
            """
            SELECT default_character_set_name, default_collation_name FROM information_schema.schemata
            WHERE schema_name = '\(database)'
            """)
        return try schema + server.dump(database)
    }

    /// Dumps a target as the engine does.
    func dump(
        _ name: String, of source: MySQLSource, into dump: CollectedDump, evidence: EvidenceLevel = .stream
    ) async throws -> (target: Target, result: DumpResult) {
        try await source.withSession { session in
            let targets = try await session.targets()
            let target = try targets.first { $0.name == name }.unwrapped("there is no target \(name)")
            let context = DumpContext(pool: BlockPool(), evidence: evidence)
            return (target, try await session.dump(target, context, into: dump))
        }
    }
}

extension Optional {
    func unwrapped(_ otherwise: String) throws -> Wrapped {
        guard let self else { throw LifeboatError(.failed, otherwise) }
        return self
    }
}
