import LifeboatCore

/// Talks to one `sqlite3` in one read transaction: asks about the database, counts its tables, and then lets it dump,
/// passing the dump on. Takes the program's stdout, and answers on its stdin.
///
/// The program flushes its stdout before it waits for the next line, so every answer arrives.
actor SQLiteConversation: ByteWriter {
    private enum Phase {
        case asking
        case counting(SQLiteSnapshot)
        case dumping
    }

    private let questions: BytePipe.Writer
    private let output: any ByteWriter
    private let pace: @Sendable (Int) async throws -> Void
    private let patience: Duration
    private var phase = Phase.asking
    private var line: [UInt8] = []
    private var answers: [String] = []
    private var inspector = SQLiteDumpInspector()
    /// `nil` when the dump passes as it is.
    private var mending: SQLiteMending?
    private var result: DumpResult?

    init(
        questions: BytePipe.Writer, output: any ByteWriter, patience: Duration,
        pace: @escaping @Sendable (Int) async throws -> Void
    ) {
        self.questions = questions
        self.output = output
        self.pace = pace
        self.patience = patience
    }

    func start() async throws {
        try await questions.write(Array(SQLiteSnapshot.questions(patience: patience).utf8))
    }

    /// What is known when the program has succeeded; throws when the dump is not whole.
    func finish() async throws -> DumpResult {
        guard let result else { throw LifeboatError(.incomplete, "sqlite3 ended before it had dumped anything") }
        if let rest = mending?.finish() { try await emit(Block(rest)) }
        try inspector.finish()
        return result
    }

    func write(_ block: Block) async throws {
        var used = 0
        while used < block.count {
            if case .dumping = phase {
                try await pass(block.slice(used..<block.count))
                return
            }
            let rest = block.slice(used..<block.count)
            let (piece, isWhole) = rest.withUnsafeBytes { bytes -> ([UInt8], Bool) in
                let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
                return (Array(bytes[..<(end ?? bytes.count)]), end != nil)
            }
            line += piece
            used += piece.count + (isWhole ? 1 : 0)
            if isWhole {
                answers.append(String(decoding: line, as: UTF8.self))
                line.removeAll()
                try await advance()
            }
        }
    }

    private func advance() async throws {
        if case .asking = phase, answers.count == SQLiteSnapshot.answerCount {
            let snapshot = try SQLiteSnapshot(answers: answers)
            answers.removeAll()
            phase = .counting(snapshot)
            try await questions.write(Array(snapshot.countQueries.utf8))
        }
        if case .counting(let snapshot) = phase, answers.count == snapshot.tables.count {
            let counts = try SQLiteCounts(snapshot.tables, answers: answers)
            result = DumpResult(
                evidence: counts.evidence, product: snapshot.product, facts: snapshot.facts,
                omissions: counts.omissions)
            inspector = SQLiteDumpInspector(snapshot.tables, expected: counts.rows)
            phase = .dumping
            try await output.write(Array(snapshot.preamble.utf8))
            // With row ids: a full-text index over another table's rows finds them by these.
            var orders = ".dump --preserve-rowids\n"
            if !counts.toMend.isEmpty {
                var random = SystemRandomNumberGenerator()
                let mending = SQLiteMending(counts.toMend, random: (random.next(), random.next()))
                orders += mending.queries
                self.mending = mending
            }
            try await questions.write(Array(orders.utf8))
            questions.finish()
        }
    }

    private func pass(_ block: Block) async throws {
        try await pace(block.count)
        guard mending != nil else { return try await emit(block) }
        let rest = block.withUnsafeBytes { mending?.filter($0) } ?? []
        if !rest.isEmpty { try await emit(Block(rest)) }
    }

    private func emit(_ block: Block) async throws {
        block.withUnsafeBytes { inspector.inspect($0) }
        try await output.write(block)
    }
}
