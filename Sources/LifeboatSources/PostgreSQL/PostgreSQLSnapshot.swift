import Foundation
import LifeboatCore
import LifeboatProcesses

/// A transaction held open whose view of the database `pg_dump` shares, so that what is counted in it is what is dumped.
struct PostgreSQLSnapshot: Sendable {
    /// For `--snapshot`.
    let name: String
    private let conversation: PostgreSQLConversation

    /// Holds it for the time of `body`.
    static func hold(
        _ client: PostgreSQLClient, _ database: String, _ body: (PostgreSQLSnapshot) async throws -> Void
    ) async throws {
        let conversation = PostgreSQLConversation()
        async let program = conversation.run(client.psql(database))
        do {
            try await conversation.say(
                """
                \(PostgreSQLClient.preamble)SET idle_in_transaction_session_timeout = 0;
                BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
                SELECT pg_export_snapshot();

                """)
            let name = String(decoding: try await conversation.answer(), as: UTF8.self)
            try await body(PostgreSQLSnapshot(name: name, conversation: conversation))
            conversation.end()
            try await program.get()
        } catch {
            conversation.abandon(LifeboatError(wrapping: error))
            // Its own failure explains why it did not answer.
            if case .failure(let failure) = await program, failure.kind != .interrupted {
                throw PostgreSQLTrouble.explain(failure, client, database)
            }
            throw error
        }
    }

    /// Counts every table within the snapshot.
    func count(encoding: String) async throws -> Evidence {
        try await conversation.say(PostgreSQLTable.query(encoding: encoding))
        let answer = try await conversation.answer()
        guard let tables = try? JSONDecoder().decode([PostgreSQLTable].self, from: Data(answer)) else {
            throw LifeboatError(.failed, "the server gave a list of tables that is not understood")
        }
        // The rows of a partitioned table lie in its partitions, each of which is dumped by itself.
        let counted = tables.filter { !$0.isOfExtension && !$0.isPartitioned }
        var counts = PostgreSQLCounts()
        for table in counted {
            try await conversation.say(table.countQuery)
            try counts.add([table], answers: try await conversation.answer())
        }
        return counts.evidence
    }
}
