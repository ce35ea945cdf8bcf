import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("gzip")
struct GzipTests {
    @Test("gzip opens what we made", arguments: SampleBytes.sizes, [1, 6, 12])
    func oracle(size: Int, level: Int) async throws {
        let gzip = OracleTool("gzip")
        let bytes = SampleBytes.text(size)
        let encoded = try await Coding.encode(bytes, [.gzip(level: level)])
        #expect(try gzip.run(["-t"], input: encoded).status == 0)
        #expect(try gzip.run(["-dc"], input: encoded).bytes == bytes)
    }

    @Test("We open what others made, concatenated members too", arguments: ["gzip", "pigz"], ["-1", "-9"])
    func others(tool: String, level: String) async throws {
        guard let tool = OracleTool(ifInstalled: tool) else { return }
        let bytes = SampleBytes.text(3 << 20)
        let first = try tool.run([level, "-c"], input: bytes).bytes
        #expect(try await Coding.decode(first, [.gzip]) == bytes)
        let second = try tool.run([level, "-c"], input: [1, 2, 3]).bytes
        let none = try tool.run(["-c"], input: []).bytes
        var random = SeededGenerator(seed: 3)
        let decoded = try await Coding.decode(first + none + second, [.gzip]) { _ in
            Int.random(in: 1...70_000, using: &random)
        }
        #expect(decoded == bytes + [1, 2, 3])
    }

    @Test("A head that does not compress does no harm to what follows")
    func mixed() async throws {
        let text = SampleBytes.text(8 << 20)
        let noise = SampleBytes.noise(300_000)
        let alone = try await Coding.encode(text, [.gzip(level: 6)]).count
        let both = try await Coding.encode(noise + text, [.gzip(level: 6)]).count
        #expect(both <= (alone + noise.count) * 101 / 100)
        // Noise exactly where the samples are taken, text between: the worst case for the guess costs one block.
        #expect(try await Coding.decode(Coding.encode(noise + text, [.gzip(level: 6)]), [.gzip]) == noise + text)
    }
}
