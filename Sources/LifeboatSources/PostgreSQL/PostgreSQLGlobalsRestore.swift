import LifeboatCore
import LifeboatProcesses

/// Puts roles and tablespaces back: those that the server does not have. Ones that it has are left as they are, with their
/// passwords, unless they are to be replaced; nothing is ever removed.
struct PostgreSQLGlobalsRestore {
    /// More than any server's roles.
    private static let limit = 64 << 20

    private struct Existing: Decodable {
        var roles: [String]
        var tablespaces: [String]
    }

    let destination: PostgreSQLDestination

    func run(_ input: ByteStream) async throws -> DumpResult {
        guard !destination.mustBeNew else {
            throw LifeboatError(
                .usage, "roles and tablespaces have no other name",
                hint: "--to postgresql://user@host, --in-place, or --stdout")
        }
        // All of it, so that it is known to be whole before anything is done.
        let bytes = try await input.collect(limit: Self.limit)
        var script = PostgreSQLScript(endMark: PostgreSQLGlobals.endMark, isForRestore: true)
        script.keepsStatements = true
        try bytes.withUnsafeBytes { try script.scan($0) }
        try script.finish()

        let client = destination.client
        let (server, through) = try await PostgreSQLServer.ask(client, named: [])
        let existing = try await existing(through)
        let plan = Plan(
            bytes, script.statements, roles: existing.roles, tablespaces: existing.tablespaces, destination.replace)
        let restriction = try await PostgreSQLLoading.restriction(client)
        do {
            try await client.psql(through, ["--single-transaction"]).run(
                input: ByteStream(Array(restriction.utf8) + plan.together), pool: BlockPool())
            // Which no transaction may do.
            try await client.psql(through).run(
                input: ByteStream(Array(restriction.utf8) + plan.alone), pool: BlockPool())
        } catch {
            throw PostgreSQLTrouble.explainRestore(LifeboatError(wrapping: error), client, through)
        }
        let after = try await self.existing(through)
        var result = DumpResult(product: SourceProduct(name: "PostgreSQL", version: server.version))
        result.evidence.counts = [
            "roles": Int64(Set(after.roles).intersection(plan.roles).count),
            "tablespaces": Int64(Set(after.tablespaces).intersection(plan.tablespaces).count),
        ]
        if !plan.leftAlone.isEmpty { result.facts["left_alone"] = plan.leftAlone.joined(separator: ", ") }
        return result
    }

    private func existing(_ through: String) async throws -> Existing {
        try await destination.client.ask(
            through, Existing.self,
            """
            SELECT jsonb_build_object('roles', (SELECT jsonb_agg(rolname) FROM pg_roles),
                'tablespaces', (SELECT jsonb_agg(spcname) FROM pg_tablespace));
            """)
    }

    /// What is to be run of a dump.
    struct Plan {
        /// In one transaction.
        var together: [UInt8] = []
        /// Each by itself.
        var alone: [UInt8] = []
        /// What the dump makes.
        var roles: Set<String> = []
        var tablespaces: Set<String> = []
        /// What is there already and stays as it is.
        var leftAlone: [String] = []

        init(
            _ bytes: [UInt8], _ statements: [PostgreSQLScriptStatement], roles: [String], tablespaces: [String],
            _ replace: Bool
        ) {
            for statement in statements {
                let text = bytes[statement.range] + [UInt8(ascii: "\n")]
                func named(_ words: String) -> String? {
                    statement.name(behind: words).map { String(decoding: $0, as: UTF8.self) }
                }
                if let role = named("CREATE ROLE ") {
                    self.roles.insert(role)
                    if roles.contains(role) {
                        if !replace { leftAlone.append("role \(role)") }
                        continue
                    }
                } else if let role = named("ALTER ROLE ") {
                    if roles.contains(role), !replace { continue }
                } else if let space = named("CREATE TABLESPACE ") {
                    self.tablespaces.insert(space)
                    if tablespaces.contains(space) {
                        leftAlone.append("tablespace \(space)")
                    } else {
                        alone += text
                    }
                    continue
                } else if statement.head.starts(with: "ALTER TABLESPACE ".utf8)
                    || statement.head.starts(with: "GRANT ALL ON TABLESPACE ".utf8)
                {
                    alone += text
                    continue
                }
                together += text
            }
        }
    }
}
