import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Digests")
struct StreamDigestTests {
    @Test(
        "Known answers (FIPS 180-4)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func known(text: String, sha256: String) {
        let digest = StreamDigest()
        digest.update(Block(Array(text.utf8)))
        #expect(digest.digest == ContentDigest(size: Int64(text.utf8.count), sha256: sha256))
    }

    @Test("sha256sum says the same, however it is cut")
    func oracle() async throws {
        let tool = OracleTool("sha256sum")
        var random = SeededGenerator(seed: 6)
        for size in SampleBytes.sizes {
            let bytes = SampleBytes.noise(size)
            let digest = StreamDigest()
            let stream = Coding.stream(bytes) { _ in Int.random(in: 1...500_000, using: &random) }.digested(by: digest)
            while try await stream.next() != nil {}
            let expected = String(try tool.run(input: bytes).text.prefix(64))
            #expect(digest.digest == ContentDigest(size: Int64(size), sha256: expected))
            #expect(digest.size == Int64(size))
        }
    }

    @Test("A verified stream ends only when all is right")
    func verified() async throws {
        let bytes = SampleBytes.noise(100_000)
        let digest = StreamDigest()
        digest.update(Block(bytes))
        let expected = digest.digest
        let whole = Coding.stream(bytes) { _ in 9_999 }.verified(against: expected, "it")
        #expect(try await whole.collect(limit: 1 << 20) == bytes)
        #expect(try await whole.next() == nil)

        var wrong = bytes
        wrong[99_999] ^= 1
        let flipped = await expectLifeboatError(.corrupted) {
            _ = try await Coding.stream(wrong).verified(against: expected, "it").collect(limit: 1 << 20)
        }
        #expect(flipped?.what == "it is not what the receipt says")
        #expect(flipped?.why?.hasPrefix("SHA-256 is ") == true)
        let short = await expectLifeboatError(.corrupted) {
            _ = try await Coding.stream(Array(bytes.dropLast())).verified(against: expected, "it").collect(
                limit: 1 << 20)
        }
        #expect(short?.why == "99999 bytes, not 100000")
    }
}
