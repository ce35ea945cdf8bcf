import LifeboatCore

/// Puts a dump into a database: a new one, an empty one, or in the place of one that holds something.
///
/// Whatever goes wrong, what was there before is there afterwards: a database that was made is removed, an empty one stays
/// empty, and one that is replaced gives up its name only when the new one is loaded and counted.
struct PostgreSQLRestore {
    let destination: PostgreSQLDestination
    let target: Target

    private var client: PostgreSQLClient { destination.client }
    private var database: String { destination.database }
    private var format: PostgreSQLConfiguration.Format { target.fileExtension == "dump" ? .custom : .plain }

    func run(_ input: ByteStream) async throws -> DumpResult {
        let (server, through) = try await PostgreSQLServer.ask(client, named: [], avoiding: database)
        let administration = PostgreSQLAdministration(client: client, through: through, server: server)
        var result = DumpResult(product: SourceProduct(name: "PostgreSQL", version: server.version))
        result.facts["database"] = database
        guard server.databases.contains(where: { $0.name == database }) else {
            result.evidence = try await loadIntoNew(
                database, PostgreSQLDatabaseForm(facts: target.facts), input, administration
            ).evidence
            return result
        }
        guard !destination.mustBeNew else {
            throw LifeboatError(
                .alreadyExists, "the server has a database \(database) already", hint: "take another name")
        }
        if try await administration.isEmpty(database) {
            let loading = PostgreSQLLoading(client: client, database: database)
            result.evidence = try await loading.run(input, format).evidence
            return result
        }
        guard destination.replace else {
            throw LifeboatError(
                .refused, "the database \(database) at \(client.server) is not empty",
                hint: "name another one, or add --force to replace it")
        }
        let own = try await client.ask(database, PostgreSQLDatabase.self, PostgreSQLDatabase.query)
        let facts = target.facts["encoding"] == nil ? own.facts : target.facts
        let mark = String(UInt32.random(in: .min ... .max), radix: 36)
        let (new, old) = ("lifeboat_new_\(mark)", "lifeboat_old_\(mark)")
        let form = PostgreSQLDatabaseForm(facts: facts, tablespace: own.tablespace)
        result.evidence = try await loadIntoNew(new, form, input, administration) { loaded in
            try await PostgreSQLUnheld(
                client: client, old: database, new: new, loaded: loaded,
                isSelection: PostgreSQLOptions.selects(target.facts["options"])
            ).refuse()
            try await administration.copySettings(of: database, to: new)
            try await administration.swap(database, for: new, keepingAs: old)
        }.evidence
        do {
            try await administration.drop(old)
        } catch {
            result.omissions.add(
                Omission(
                    name: "the replaced database", reason: .skipped,
                    detail: "it is still there as \(old): \(LifeboatError(wrapping: error).summary)"))
        }
        return result
    }

    /// - Parameter finally: what else must succeed for the new database to stay.
    private func loadIntoNew(
        _ name: String, _ form: PostgreSQLDatabaseForm, _ input: ByteStream,
        _ administration: PostgreSQLAdministration, finally: (PostgreSQLCounts) async throws -> Void = { _ in }
    ) async throws -> PostgreSQLCounts {
        try await administration.create(name, form)
        do {
            let counts = try await PostgreSQLLoading(client: client, database: name).run(input, format)
            try await finally(counts)
            return counts
        } catch {
            let failure = LifeboatError(wrapping: error)
            // A new task, so that an interrupted restore cleans up as well.
            let left = await Task { await administration.remove(name) }.value
            guard let left else { throw failure }
            throw LifeboatError(
                failure.kind, failure.what, why: failure.why,
                hint: "\(failure.hint.map { "\($0); " } ?? "")the unfinished database \(name) could not be removed: "
                    + left.summary, places: failure.places)
        }
    }
}
