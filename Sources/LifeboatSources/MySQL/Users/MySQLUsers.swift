import LifeboatCore

/// The users, roles and grants of a server as SQL text: what no dump of a database holds.
///
/// A user that exists where the text is loaded keeps its password; what it lacks is granted to it.
struct MySQLUsers: Sendable {
    static let targetName = "mysql.users"
    /// Longer than a database's name can be (64 characters), so that no database is ever taken for it.
    static let origin = "the users, roles and grants of the whole server, not one of its databases"

    let client: MySQLClient
    let server: MySQLServer

    static let target = Target(name: targetName, fileExtension: "sql", origin: origin)

    func dump(_ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        let accounts = try await accounts()
        var creations: [String] = []
        var grants: [String] = []
        var omissions: [Omission] = []
        for account in accounts {
            do {
                let lines = try await client.values(questions(about: account))
                creations += account.isRole && server.family == .mariadb ? account.roleCreation : []
                for line in lines {
                    if line.hasPrefix("CREATE USER ") {
                        creations.append("CREATE USER IF NOT EXISTS " + line.dropFirst("CREATE USER ".count))
                    } else {
                        grants.append(MySQLGrant(line).text)
                    }
                }
            } catch let error as LifeboatError
                where MySQLTrouble.numbers(in: error.why ?? "").contains(where: [1_133, 1_141].contains)
            {
                // It is in the table, and the server does not take it for a user.
                omissions.append(
                    Omission(
                        name: "user \(account.shown)", reason: .skipped,
                        detail: "the server ignores it (skip-name-resolve?)"))
            }
        }
        let text = Self.text(server.shown, creations, grants)
        try await context.pace(text.utf8.count)
        try await output.write(Array(text.utf8))
        let script = MySQLUsersScript(text)
        return DumpResult(
            evidence: script.evidence, product: server.product,
            facts: [
                "tool": "SHOW CREATE USER of \(server.shown)",
                "server": client.address,
            ],
            omissions: Omissions(omissions))
    }

    /// Creates all before it grants anything, so that roles exist when they are granted.
    private static func text(_ product: String, _ creations: [String], _ grants: [String]) -> String {
        let head = ["-- Users, roles and grants of \(product)", "SET NAMES utf8mb4"]
        return (head + creations + grants).map { $0.hasPrefix("--") ? "\($0)\n" : "\($0);\n" }.joined()
            + MySQLUsersScript.endMark + "\n"
    }

    private func questions(about account: MySQLAccount) -> String {
        if server.family == .mariadb, account.isRole { return "SHOW GRANTS FOR \(account.quoted);" }
        // Otherwise the hashes of some plugins are bytes that no text can hold.
        let hexadecimal = isAtLeast("8.0.17") ? "SET SESSION print_identified_with_as_hex = ON; " : ""
        return "\(hexadecimal)SHOW CREATE USER \(account.quoted); SHOW GRANTS FOR \(account.quoted);"
    }

    /// Roles first: a user's own statement may name one.
    private func accounts() async throws -> [MySQLAccount] {
        let isRole =
            switch server.family {
            case .mariadb: "u.is_role = 'Y'"
            case .mysql:
                isAtLeast("8.0.0")
                    ? "EXISTS (SELECT 1 FROM mysql.role_edges e WHERE e.from_user = u.user AND e.from_host = u.host)"
                    : "FALSE"
            }
        do {
            return try await client.rows(
                """
                SELECT u.user AS name, u.host AS host, \(isRole) AS is_role FROM mysql.user u
                WHERE u.user NOT IN ('mariadb.sys', 'mysql.sys', 'mysql.session', 'mysql.infoschema')
                ORDER BY 3 DESC, 1, 2;
                """
            ).compactMap { row in
                guard let name = row["name"], let host = row["host"] else { return nil }
                return MySQLAccount(name: name, host: host, isRole: row["is_role"] == "1")
            }
        } catch {
            var failure = LifeboatError(wrapping: error)
            if failure.kind == .accessDenied {
                failure.what = "this user may not see users and grants"
                failure.hint = "GRANT SELECT ON mysql.* to it, or leave them out: `excludes: [\(Self.targetName)]`"
            }
            throw failure
        }
    }

    private func isAtLeast(_ version: String) -> Bool {
        server.family == .mysql && (ToolVersion(version).map { server.version >= $0 } ?? false)
    }
}
