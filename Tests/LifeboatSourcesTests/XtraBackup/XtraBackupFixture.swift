import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatSources
import LifeboatTesting

/// A real MariaDB that is backed up by its files.
struct XtraBackupFixture: SourceFixture {
    static let shared = Result { try XtraBackupFixture() }

    let server: MariaDBServer
    let program = "mariadb-backup"
    let target = "server"
    let namesTargets = false
    let password = MariaDBFixture.awkwardPassword
    private let folders: ScratchFolder

    private init?() throws {
        guard let server = try MariaDBServer.start() else { return nil }
        self.server = server
        folders = server.service.folder
        let text = password.replacing("\\", with: "\\\\").replacing("'", with: "''")
        try server.sql(
            """
            CREATE DATABASE shop CHARACTER SET utf8mb4;
            CREATE USER backup@localhost IDENTIFIED BY '\(text)';
            GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.* TO backup@localhost;
            """)
        try server.sql(MariaDBSchemas.shop, in: "shop")
        try server.sql("CREATE DATABASE `\(Self.awkward)`; CREATE TABLE `\(Self.awkward)`.`雪` AS SELECT 1 AS one")
    }

    private static let awkward = "a b; rm -rf"

    /// The option file of the server, as it would lie in /etc.
    var serverOptions: String {
        get throws {
            try folders.write(
                "server.cnf",
                "[client]\nsocket=\(server.service["socket"])\n[mysqld]\ndatadir=\(server.service["data"])\n")
        }
    }

    func configuration(password: String? = nil) throws -> XtraBackupConfiguration {
        XtraBackupConfiguration(
            server: ServerConnection(port: 3_306, user: "backup", password: Secret(password ?? self.password)),
            serverOptions: try serverOptions)
    }

    private func source(_ configuration: XtraBackupConfiguration, path: String? = nil) -> any RestorableSource {
        XtraBackupSource(configuration, toolbox: Toolbox(path: path))
    }

    func source(targets: [String], path: String?) -> any RestorableSource {
        source((try? configuration()) ?? Self.nowhere, path: path)
    }

    func source(password: String) -> any RestorableSource {
        source((try? configuration(password: password)) ?? Self.nowhere)
    }

    func unreachable() -> any RestorableSource { source(Self.nowhere) }

    private static let nowhere = XtraBackupConfiguration(
        server: ServerConnection(port: 3_306, socket: "/nonexistent/server.sock", user: "backup"))

    func place() -> RestorePlace { .folder(folders("restored-\(UUID().uuidString)"), replace: false) }

    func contents(of place: RestorePlace?) throws -> String {
        guard case .folder(let folder, _)? = place else { return try contents(of: server) }
        return try onServer(folder, contents)
    }

    private func contents(of server: MariaDBServer) throws -> String {
        try server.dump("shop") + server.dump(Self.awkward)
            + server.sql("SELECT user, host, authentication_string FROM mysql.user ORDER BY 1, 2")
    }

    /// A server that is started on a data directory just as it is.
    private func onServer<Value>(_ folder: String, _ body: (MariaDBServer) throws -> Value) throws -> Value {
        guard let server = try MariaDBServer.start("--datadir=\(folder)") else {
            throw LifeboatError(.missingTool, "there is no mariadbd")
        }
        return try body(server)
    }
}
