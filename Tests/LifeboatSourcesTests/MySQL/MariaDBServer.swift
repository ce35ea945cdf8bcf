import Foundation
import LifeboatCore
import LifeboatTesting

/// A real MariaDB and how a judge asks it: with the server's own programs, never with the source under test.
struct MariaDBServer: Sendable {
    /// One for all tests that only need a database of their own.
    static let shared = Result { try start() }

    let service: TestService
    private let options: String

    static func start(_ arguments: String...) throws -> MariaDBServer? {
        let service =
            switch arguments.count {
            case 0: try TestService.start("mariadb")
            case 1: try TestService.start("mariadb", arguments[0])
            default: try TestService.start("mariadb", arguments[0], arguments[1])
            }
        return try service.map { try MariaDBServer($0) }
    }

    private init(_ service: TestService) throws {
        self.service = service
        options = try service.folder.write(
            "root.cnf",
            "[client]\nuser=root\npassword=test\nsocket=\(service["socket"])\ndefault-character-set=utf8mb4\n")
    }

    /// Runs statements and returns what they answer, columns separated by tabs. The first that fails ends them, which the
    /// client does only for what it reads from its standard input.
    @discardableResult
    func sql(_ statements: String, in database: String? = nil, withNames: Bool = false) throws -> String {
        let script = service.folder("\(UUID().uuidString).sql")
        defer { try? FileManager.default.removeItem(atPath: script) }
        try statements.write(toFile: script, atomically: false, encoding: .utf8)
        let target = database.map { ["--database=\($0)"] } ?? []
        return try OracleTool("bash").run(
            ["-c", "mariadb \"$@\" < \"$0\"", script, "--defaults-file=\(options)", "--batch"] + target
                + (withNames ? [] : ["--skip-column-names"])
        ).checked().text
    }

    /// Loads a dump as its documentation says: `mariadb DATABASE < FILE`.
    func load(_ file: String, into database: String) throws {
        try OracleTool("bash").run([
            "-c", "mariadb --defaults-file=\"$0\" \"$1\" < \"$2\"", options, database, file,
        ]).checked()
    }

    /// All of a database as its own program writes it, without what belongs to the moment.
    func dump(_ database: String) throws -> String {
        try OracleTool("mariadb-dump").run([
            "--defaults-file=\(options)", "--skip-comments", "--routines", "--triggers", "--events", "--hex-blob",
            "--order-by-primary", "--skip-extended-insert", "--single-transaction", "--", database,
        ]).checked().text
    }

    func address(_ database: String?, user: String = "root", password: String = "test") throws -> ServerAddress {
        let path = database.map { "/" + ($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? $0) } ?? ""
        return try ServerAddress(
            url: "mysql://\(user)@127.0.0.1:\(service.port)\(path)", password: Secret(password))
    }

    /// A name that no other test has.
    static func uniqueName(_ beginning: String = "t") -> String {
        beginning + "_" + UUID().uuidString.prefix(8).lowercased()
    }
}
