import LifeboatCore

/// Puts users, roles and grants back. They are few, so all of the text is read, and proven, before any of it takes effect.
struct MySQLUsersRestore: Sendable {
    let client: MySQLClient

    func run(_ input: ByteStream) async throws -> DumpResult {
        let bytes = try await input.collect(limit: MySQLUsersScript.largest)
        let script = MySQLUsersScript(String(decoding: bytes, as: UTF8.self))
        guard script.isWhole else {
            throw LifeboatError(.incomplete, "the list of users does not end with its end mark")
        }
        let server = try await MySQLServer.ask(client)
        do {
            try await client.execute(script.statements)
        } catch {
            var failure = LifeboatError(wrapping: error)
            let state = "users and grants before that statement are restored; run it again when it is mended. "
            failure.hint = state + "Grants on tables and routines need these to exist: restore the databases first"
            throw failure
        }
        let refused = try await grantProxies(script.proxies)
        let present = try await Set(client.values("SELECT CONCAT(user, '@', host) FROM mysql.user;"))
        return DumpResult(
            evidence: script.evidence(where: present.contains), product: server.product,
            omissions: Omissions(refused))
    }

    /// One by one and at the end: not even an administrator may grant each of them (on MariaDB only root of the server's
    /// own host can), and the others' grants do not need them.
    private func grantProxies(_ statements: [String]) async throws -> [Omission] {
        var refused: [Omission] = []
        for statement in statements {
            do {
                try await client.execute(statement)
            } catch {
                let failure = LifeboatError(wrapping: error)
                guard failure.kind == .accessDenied else { throw failure }
                refused.append(
                    Omission(
                        name: String(statement.dropLast()), reason: .skipped,
                        detail: "this user may not grant it; run it as one who may"))
            }
        }
        return refused
    }
}
