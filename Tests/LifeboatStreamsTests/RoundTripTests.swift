import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Round trips")
struct RoundTripTests {
    private static let chains: [[EncodingStep]] = [
        [], [.gzip(level: 6)], [.zstd(level: 3)], [.zstd(level: 1), .gzip(level: 1)],
        [.gzip(level: 1), .zstd(level: 1)],
    ]

    @Test("give back every byte, of any size, however it is cut", arguments: SampleBytes.sizes, chains)
    func roundTrip(size: Int, steps: [EncodingStep]) async throws {
        var random = SeededGenerator(seed: UInt64(size))
        for bytes in [SampleBytes.text(size), SampleBytes.noise(size)] {
            let whole = try await Coding.encode(bytes, steps)
            for limit in [1 << 18, 3 << 20] {
                let encoded = try await Coding.encode(bytes, steps) { _ in Int.random(in: 1...limit, using: &random) }
                if steps.allSatisfy({ $0.encoding == .gzip }) { #expect(encoded == whole) }
                let decoded = try await Coding.decode(encoded, steps.map(\.encoding)) { _ in
                    Int.random(in: 1...limit, using: &random)
                }
                #expect(decoded == bytes)
            }
        }
    }

    @Test("survive input of single bytes", arguments: chains)
    func singleBytes(steps: [EncodingStep]) async throws {
        let bytes = SampleBytes.text(3_000)
        let encoded = try await Coding.encode(bytes, steps) { _ in 1 }
        #expect(try await Coding.decode(encoded, steps.map(\.encoding)) { _ in 1 } == bytes)
    }

    @Test(
        "Noise does not grow by more than a thousandth", arguments: [[EncodingStep.gzip(level: 6)], [.zstd(level: 3)]])
    func noise(steps: [EncodingStep]) async throws {
        let bytes = SampleBytes.noise(8 << 20)
        let encoded = try await Coding.encode(bytes, steps)
        #expect(encoded.count <= bytes.count + bytes.count / 1_000)
    }
}
