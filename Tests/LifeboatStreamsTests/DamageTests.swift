import LifeboatStreams
import LifeboatTesting
import Testing

@testable import LifeboatCore

@Suite("Damaged data")
struct DamageTests {
    private static let steps: [EncodingStep] = [.gzip(level: 6), .zstd(level: 3)]

    @Test("An end that is missing is noticed, wherever it is cut", arguments: steps)
    func truncated(step: EncodingStep) async throws {
        let small = try await Coding.encode(SampleBytes.text(700), [step])
        for length in 0..<small.count {
            await expectLifeboatError(.corrupted, "\(length)") {
                _ = try await Coding.decode(Array(small.prefix(length)), [step.encoding])
            }
        }
        // One member, for between two a gzip file may end.
        let large = try await Coding.encode(SampleBytes.text(1 << 20), [step])
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            let length = Int.random(in: 0..<large.count, using: &random)
            await expectLifeboatError(.corrupted, "\(length)") {
                _ = try await Coding.decode(Array(large.prefix(length)), [step.encoding])
            }
        }
    }

    @Test("A bit that is wrong is noticed, or means nothing", arguments: steps)
    func flipped(step: EncodingStep) async throws {
        let bytes = SampleBytes.text(300)
        let encoded = try await Coding.encode(bytes, [step])
        var unnoticed = 0
        for bit in 0..<encoded.count * 8 {
            var damaged = encoded
            damaged[bit / 8] ^= 1 << (bit % 8)
            do {
                // gzip's time, system and flags carry no check, nor does a spare bit of zstd's header.
                #expect(try await Coding.decode(damaged, [step.encoding]) == bytes, "bit \(bit)")
                unnoticed += 1
            } catch let error as LifeboatError {
                #expect(error.kind == .corrupted, "bit \(bit): \(error.summary)")
            }
        }
        #expect(unnoticed < 72)
    }

    @Test(
        "What follows the end is an error", arguments: steps,
        [[0], [1], [0, 0, 0, 0, 0, 0, 0, 0], Array("trailing garbage".utf8)])
    func trailing(step: EncodingStep, garbage: [UInt8]) async throws {
        let encoded = try await Coding.encode(SampleBytes.text(700), [step])
        await expectLifeboatError(.corrupted) { _ = try await Coding.decode(encoded + garbage, [step.encoding]) }
        await expectLifeboatError(.corrupted) {
            _ = try await Coding.decode(encoded + garbage, [step.encoding]) { _ in 1 }
        }
    }

    @Test("Data of another kind is refused", arguments: steps)
    func foreign(step: EncodingStep) async throws {
        let other = step.encoding == .gzip ? EncodingStep.zstd(level: 1) : .gzip(level: 1)
        for bytes in [try await Coding.encode([1, 2], [other]), SampleBytes.text(100), SampleBytes.noise(100), []] {
            await expectLifeboatError(.corrupted) { _ = try await Coding.decode(bytes, [step.encoding]) }
        }
    }

    @Test("A bomb takes no memory")
    func bomb() async throws {
        let size = 1 << 30
        let zeros = Block([UInt8](repeating: 0, count: 1 << 20))
        for step in Self.steps {
            let encoded = Collector()
            try await EncodingChain([step]).encode(
                ByteStream(blocks: Array(repeating: zeros, count: size >> 20)), into: encoded)
            #expect(encoded.bytes.count < size / 100)
            let pool = BlockPool(keep: 1_000_000)
            let counter = Counter()
            switch step {
            case .gzip:
                try await FilterStage.run(GzipDecoder(), from: ByteStream(encoded.bytes), into: counter, pool: pool)
            case .zstd:
                try await FilterStage.run(ZstdDecoder(), from: ByteStream(encoded.bytes), into: counter, pool: pool)
            }
            #expect(counter.bytes == size)
            #expect(counter.largest <= pool.blockSize)
            // The pool kept every block that was ever out at once.
            #expect(pool.unused <= 2)
        }
    }
}
