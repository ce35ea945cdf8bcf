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
            try await client.execute(script.text)
        } catch {
            var failure = LifeboatError(wrapping: error)
            let state = "users and grants before that statement are restored; run it again when it is mended. "
            failure.hint = state + "Grants on tables and routines need these to exist: restore the databases first"
            throw failure
        }
        let present = try await Set(client.values("SELECT CONCAT(user, '@', host) FROM mysql.user;"))
        return DumpResult(
            evidence: script.evidence(where: present.contains), product: server.product)
    }
}
