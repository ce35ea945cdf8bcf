import LifeboatCore
import LifeboatProcesses

/// Keeps the server from removing WAL that a backup still needs: `pg_basebackup` fetches it last, and a checkpoint in between
/// would have removed it.
///
/// A temporary replication slot does it: it is gone with the connection that made it, whatever happens to us.
enum BaseBackupSlot {
    /// Holds one for the time of `body`. Where the server gives none (`max_replication_slots`, or no connection is left), the
    /// backup is tried without: should WAL be missing in the end, `pg_basebackup` fails and says so.
    static func hold<Value: Sendable>(
        _ client: PostgreSQLClient, _ body: () async throws -> Value
    ) async throws -> Value {
        let conversation = PostgreSQLConversation()
        async let program = conversation.run(client.replication())
        let name = "lifeboat_\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do {
            try await conversation.say("CREATE_REPLICATION_SLOT \(name) TEMPORARY PHYSICAL RESERVE_WAL;\n")
            _ = try await conversation.answer()
        } catch {
            try Task.checkCancellation()
        }
        do {
            let value = try await body()
            conversation.end()
            _ = await program
            return value
        } catch {
            conversation.abandon(LifeboatError(wrapping: error))
            _ = await program
            throw error
        }
    }
}
