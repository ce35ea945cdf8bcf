package import LifeboatCore

/// What is done to the bytes, in order, each step on threads of its own.
package struct EncodingChain: Sendable, Hashable {
    package let steps: [EncodingStep]

    package init(_ steps: [EncodingStep]) {
        self.steps = steps
    }

    /// For the receipt.
    package var encodings: [Encoding] { steps.map(\.encoding) }

    /// Encodes `input` into `output`. Returns when the input is proven complete and all of it was handed on.
    package func encode(_ input: ByteStream, into output: any ByteWriter) async throws {
        try await Self.connect(steps[...], input, output) { step, input, output in
            switch step {
            case .gzip(let level): try await GzipEncoder(level: level).run(from: input, into: output)
            case .zstd(let level):
                try await FilterStage.run(try ZstdEncoder(level: level), from: input, into: output, pool: BlockPool())
            }
        }
    }

    /// Undoes `encodings`, last one first.
    package static func decode(
        _ input: ByteStream, _ encodings: [Encoding], into output: any ByteWriter
    ) async throws {
        try await connect(encodings.reversed()[...], input, output) { encoding, input, output in
            switch encoding {
            case .gzip: try await FilterStage.run(try GzipDecoder(), from: input, into: output, pool: BlockPool())
            case .zstd: try await FilterStage.run(try ZstdDecoder(), from: input, into: output, pool: BlockPool())
            case .age:
                throw LifeboatError(
                    .refused, "this backup is encrypted and this version cannot decrypt it",
                    hint: "fetch the object itself and open it with `age -d`")
            }
        }
    }

    /// Runs the first step here and the others beside it, with a hand-off between each two.
    private static func connect<Step: Sendable>(
        _ steps: ArraySlice<Step>, _ input: ByteStream, _ output: any ByteWriter,
        _ run: @escaping @Sendable (Step, ByteStream, any ByteWriter) async throws -> Void
    ) async throws {
        guard let first = steps.first else { return try await input.forward(to: output) }
        guard steps.count > 1 else {
            return try await onStageThread("encode") { try await run(first, input, output) }
        }
        let pipe = BytePipe.make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await onStageThread("encode") { try await run(first, input, pipe.writer) }
                    pipe.writer.finish()
                } catch {
                    pipe.writer.fail(error)
                    throw error
                }
            }
            group.addTask {
                do {
                    try await connect(steps.dropFirst(), pipe.reader.stream, output, run)
                } catch {
                    // `waitForAll` cancels nobody: without this the step before would wait for room for ever.
                    pipe.reader.abandon(LifeboatError(wrapping: error))
                    throw error
                }
            }
            try await group.waitForAll()
        }
    }
}
