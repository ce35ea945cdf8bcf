import Foundation
import LifeboatCore
import LifeboatTesting

/// A real MariaDB and how a judge asks it.
struct MariaDBServer: Sendable {
    static let shared = Result { try start() }

    let service: TestService

    /// - Parameter id: two servers that replicate need different ones.
    static func start(id: Int = 1) throws -> MariaDBServer? {
        try TestService.start("mariadb", "--server-id=\(id)").map { MariaDBServer(service: $0) }
    }

    /// One on a data directory that is there, just as it is.
    static func start(on folder: String) throws -> MariaDBServer? {
        try TestService.start("mariadb", "--datadir=\(folder)").map { MariaDBServer(service: $0) }
    }

    /// An option file for its own programs, as root.
    var options: String {
        get throws {
            try service.folder.write(
                "root.cnf",
                "[client]\nuser=root\npassword=test\nsocket=\(service["socket"])\ndefault-character-set=utf8mb4\n")
        }
    }

    @discardableResult
    func sql(_ statements: String, in database: String = "") throws -> String {
        try OracleTool("mariadb").run([
            "--defaults-file=\(options)", "--batch", "--skip-column-names", "--execute=\(statements)", database,
        ]).checked().text
    }

    func dump(_ database: String) throws -> String {
        try OracleTool("mariadb-dump").run([
            "--defaults-file=\(options)", "--skip-comments", "--routines", "--triggers", "--events", "--hex-blob",
            database,
        ]).checked().text
    }
}
