import LifeboatCore
import LifeboatProcesses

/// Dumps databases one by one; nothing stays open in between.
struct SQLiteSession: SourceSession {
    let configuration: SQLiteConfiguration

    func targets() async throws -> [Target] { try SQLiteTargets(configuration: configuration).find() }

    /// One read transaction: in WAL mode nobody notices, in the older journal modes writers wait until the dump ends.
    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        try SQLiteProgram.checkHeader(target.origin)
        let (questions, reader) = BytePipe.make()
        let conversation = SQLiteConversation(questions: questions, output: output, pace: context.pace)
        try await conversation.start()
        do {
            try await SQLiteProgram.command(target.origin, .readOnly).run(
                input: reader.stream, output: conversation, pool: context.pool)
        } catch {
            throw SQLiteProgram.explain(LifeboatError(wrapping: error), target.origin)
        }
        return try await conversation.finish()
    }
}
