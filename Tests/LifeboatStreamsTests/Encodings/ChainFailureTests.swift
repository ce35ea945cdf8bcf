import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Chains that fail")
struct ChainFailureTests {
    private static let chains: [[EncodingStep]] = [
        [], [.gzip(level: 1)], [.zstd(level: 1)], [.zstd(level: 1), .gzip(level: 1)],
        [.gzip(level: 1), .zstd(level: 1), .gzip(level: 1)],
    ]
    private let trouble = LifeboatError(.incomplete, "the dump broke off", why: "exit status 2", hint: "look")

    /// Noise, block by block, and then an error; without a limit it never ends.
    private func noise(failingAfter limit: Int?, _ error: LifeboatError) -> ByteStream {
        let block = Block(SampleBytes.noise(1 << 20))
        let given = Counter()
        return ByteStream {
            try Task.checkCancellation()
            try await given.write(block)
            if let limit, given.bytes > limit * block.count { throw error }
            return block
        }
    }

    @Test("An error of the input comes out unchanged, and nothing is complete", arguments: chains, [0, 1, 7])
    func input(steps: [EncodingStep], after: Int) async throws {
        let output = Collector()
        let error = await expectLifeboatError(.incomplete) {
            try await EncodingChain(steps).encode(noise(failingAfter: after, trouble), into: output)
        }
        #expect(error == trouble)
        // gzip may end after any member; the end of a zstd frame is its own, and must not be there.
        if steps.contains(where: { $0.encoding == .zstd }) {
            await expectLifeboatError(.corrupted) { _ = try await Coding.decode(output.bytes, steps.map(\.encoding)) }
        }
    }

    @Test("An output that throws ends every step", arguments: chains, [0, 1, 5])
    func output(steps: [EncodingStep], after: Int) async throws {
        let full = LifeboatError(.noSpace, "full")
        let output = FailingWriter(after: after, full)
        let error = await expectLifeboatError(.noSpace) {
            try await EncodingChain(steps).encode(noise(failingAfter: nil, trouble), into: output)
        }
        #expect(error == full)
    }

    @Test("So it is when decoding", arguments: chains)
    func decoding(steps: [EncodingStep]) async throws {
        let encoded = try await Coding.encode(SampleBytes.noise(12 << 20), steps)
        let encodings = steps.map(\.encoding)
        let full = LifeboatError(.noSpace, "full")
        let error = await expectLifeboatError(.noSpace) {
            try await EncodingChain.decode(Coding.stream(encoded), encodings, into: FailingWriter(after: 0, full))
        }
        #expect(error == full)
        let gone = LifeboatError(.temporary, "connection reset")
        let half = Coding.stream(Array(encoded.prefix(encoded.count / 2)))
        let stream = ByteStream {
            if let block = try await half.next() { return block }
            throw gone
        }
        let second = await expectLifeboatError(.temporary) {
            try await EncodingChain.decode(stream, encodings, into: Counter())
        }
        #expect(second == gone)
    }

    @Test("A cancelled chain ends", arguments: chains)
    func cancelled(steps: [EncodingStep]) async throws {
        let counter = Counter()
        let task = Task { try await EncodingChain(steps).encode(noise(failingAfter: nil, trouble), into: counter) }
        while counter.bytes < 1 << 20 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("An encrypted object says how to open it")
    func age() async throws {
        let error = await expectLifeboatError(.refused) { _ = try await Coding.decode([1], [.zstd, .age]) }
        #expect(error?.hint == "fetch the object itself and open it with `age -d`")
    }
}
