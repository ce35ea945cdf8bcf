import LifeboatCore
import LifeboatProcesses

/// Dumps databases one by one; nothing stays open in between.
struct SQLiteSession: SourceSession {
    private let found: PatternTargets
    private let patience: Duration

    init(_ found: PatternTargets, patience: Duration) {
        self.found = found
        self.patience = patience
    }

    func targets() async throws -> [Target] { found.all }

    /// One read transaction: in WAL mode nobody notices, in the older journal modes writers wait until the dump ends.
    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        try found.check(target)
        try SQLiteProgram.checkHeader(target.origin)
        let (questions, reader) = BytePipe.make()
        let conversation = SQLiteConversation(
            questions: questions, output: output, patience: patience, pace: context.pace)
        try await conversation.start()
        do {
            try await SQLiteProgram.command(target.origin, .readOnly).run(
                input: reader.stream, output: conversation, pool: context.pool)
        } catch {
            throw SQLiteProgram.explain(LifeboatError(wrapping: error), target.origin)
        }
        var result = try await conversation.finish()
        result.facts.merge(try SQLiteOwner(of: target.origin).facts) { $1 }
        return result
    }
}
