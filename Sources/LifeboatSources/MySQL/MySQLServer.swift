import LifeboatCore

/// What a server says about itself.
struct MySQLServer: Sendable {
    enum Family: Sendable {
        case mariadb
        case mysql
    }

    let family: Family
    let version: ToolVersion
    /// As MariaDB and 10.11.19-MariaDB-0+deb12u1.
    let product: SourceProduct
    let host: String
    let serverID: String
    let writesBinaryLog: Bool
    let user: String

    static func ask(_ client: MySQLClient) async throws -> MySQLServer {
        let rows = try await client.rows(
            """
            SELECT VERSION() AS version, @@version_comment AS comment, @@hostname AS host, @@server_id AS id,
            @@log_bin AS log_bin, CURRENT_USER() AS user;
            """)
        guard let row = rows.first, let text = row["version"], let version = ToolVersion(text) else {
            throw LifeboatError(.failed, "\(client.address) does not say which server it is")
        }
        let isMariaDB =
            text.lowercased().contains("mariadb") || row["comment"]?.lowercased().contains("mariadb") == true
        return MySQLServer(
            family: isMariaDB ? .mariadb : .mysql, version: version,
            product: SourceProduct(name: isMariaDB ? "MariaDB" : "MySQL", version: text), host: row["host"] ?? "",
            serverID: row["id"] ?? "",
            writesBinaryLog: row["log_bin"] == "1", user: row["user"] ?? "")
    }

    /// For people: `MariaDB 10.11.19-MariaDB-0+deb12u1`.
    var shown: String { "\(product.name) \(product.version)" }

    /// The programs that can dump it, the best first.
    var dumpPrograms: [String] {
        family == .mariadb ? ["mariadb-dump", "mysqldump"] : ["mysqldump", "mariadb-dump"]
    }
}
