import LifeboatCore

/// Passes an RDB file on, all but what may follow it on the line, with an inspector reading along.
actor RedisDump: ByteWriter {
    private let output: any ByteWriter
    private let pace: @Sendable (Int) async throws -> Void
    private var inspector = RDBInspector()
    /// The last bytes, of which nobody knows yet whether they belong to the file.
    private var held: [Block] = []
    private var heldSize = 0

    init(output: any ByteWriter, pace: @escaping @Sendable (Int) async throws -> Void) {
        self.output = output
        self.pace = pace
    }

    func write(_ block: Block) async throws {
        try block.withUnsafeBytes { try inspector.inspect($0) }
        try await pace(block.count)
        held.append(block)
        heldSize += block.count
        try await release(heldSize - RDBInspector.trailerSize)
    }

    /// To be asked when the program has succeeded; throws unless the file is whole.
    func finish() async throws -> DumpResult {
        let evidence = try inspector.finish()
        let passed = inspector.size - Int64(heldSize)
        try await release(Int(inspector.fileSize - passed))
        return DumpResult(evidence: evidence, facts: inspector.facts)
    }

    private func release(_ count: Int) async throws {
        var rest = count
        while rest > 0, let first = held.first {
            let size = min(rest, first.count)
            if size == first.count {
                held.removeFirst()
            } else {
                held[0] = first.slice(size..<first.count)
            }
            heldSize -= size
            rest -= size
            try await output.write(first.slice(0..<size))
        }
    }
}
