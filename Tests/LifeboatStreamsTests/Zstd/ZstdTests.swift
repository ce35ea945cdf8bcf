import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("zstd")
struct ZstdTests {
    @Test("zstd opens what we made", arguments: SampleBytes.sizes, [1, 3, 12])
    func oracle(size: Int, level: Int) async throws {
        guard let zstd = OracleTool(ifInstalled: "zstd") else { return }
        let bytes = SampleBytes.text(size)
        let encoded = try await Coding.encode(bytes, [.zstd(level: level)])
        #expect(try zstd.run(["-t"], input: encoded).status == 0)
        #expect(try zstd.run(["-dc"], input: encoded).bytes == bytes)
    }

    @Test("We open what others made, concatenated frames too", arguments: [["-1"], ["-19", "--long"], ["--no-check"]])
    func others(options: [String]) async throws {
        guard let zstd = OracleTool(ifInstalled: "zstd") else { return }
        let bytes = SampleBytes.text(3 << 20)
        let first = try zstd.run(options + ["-c"], input: bytes).bytes
        #expect(try await Coding.decode(first, [.zstd]) == bytes)
        let second = try zstd.run(["-c"], input: [1, 2, 3]).bytes
        let none = try zstd.run(["-c"], input: []).bytes
        var random = SeededGenerator(seed: 4)
        let decoded = try await Coding.decode(first + none + second, [.zstd]) { _ in
            Int.random(in: 1...70_000, using: &random)
        }
        #expect(decoded == bytes + [1, 2, 3])
    }
}
