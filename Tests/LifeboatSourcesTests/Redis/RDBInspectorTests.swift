import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("An RDB file as it passes")
struct RDBInspectorTests {
    private func inspect(_ bytes: [UInt8], pieces: [Int] = []) throws -> (evidence: Evidence, inspector: RDBInspector) {
        var inspector = RDBInspector()
        var rest = bytes[...]
        for size in pieces + [bytes.count] {
            try rest.prefix(size).withUnsafeBytes { try inspector.inspect($0) }
            rest = rest.dropFirst(size)
        }
        return (try inspector.finish(), inspector)
    }

    @Test("Checksums are those of the formats they come from")
    func checksums() {
        for (table, expected) in [
            (CRC64.redis, UInt64(0xE9C6_D914_C4B8_D9CA)), (CRC64.ecma, 0x995D_C9BB_DF19_39FA),
        ] {
            var checksum = CRC64(table)
            checksum.update(Array("123456789".utf8))
            #expect(checksum.value == expected)
            var split = CRC64(table)
            for byte in "123456789".utf8 { split.update([byte]) }
            #expect(split.value == expected)
        }
    }

    @Test("Any split gives the same, with the mark behind it or without")
    func splits() throws {
        let mark = Array("0123456789abcdef0123456789abcdef01234567".utf8)
        for bytes in [RDBSample.small, RDBSample.small + mark] {
            for size in 1...bytes.count {
                let pieces = [Int](repeating: size, count: bytes.count / size)
                let (evidence, inspector) = try inspect(bytes, pieces: pieces)
                #expect(evidence.counts["keys"] == 2 && evidence.counts["keys that expire"] == 1)
                #expect(inspector.fileSize == Int64(RDBSample.small.count))
                #expect(inspector.facts["redis_version"] == "7.2.4")
            }
        }
    }

    @Test("No beginning of a file is taken for a file")
    func cuts() {
        let mark = Array("0123456789abcdef0123456789abcdef01234567".utf8)
        let bytes = RDBSample.small + mark
        for size in 0..<bytes.count where size != RDBSample.small.count {
            #expect(throws: LifeboatError.self, "\(size)") { try inspect(Array(bytes.prefix(size))) }
        }
    }

    @Test("No flipped bit passes")
    func flips() {
        for bit in 0..<(RDBSample.small.count * 8) {
            var bytes = RDBSample.small
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            // The digits of the version are covered by the checksum too.
            #expect(throws: LifeboatError.self, "\(bit)") { try inspect(bytes) }
        }
    }

    @Test(
        "What is no RDB file is refused at once",
        arguments: ["-NOAUTH Authentication required.\r\n", "HTTP/1.1 400 Bad Request\r\n", "REDIS0004xxxxxxxxxxxxx"])
    func others(text: String) {
        #expect(throws: LifeboatError.self) {
            var inspector = RDBInspector()
            try Array(text.utf8).withUnsafeBytes { try inspector.inspect($0) }
        }
    }

    /// Without a checksum a file is whole only if the walk ends where the file does: so this shows each grammar.
    @Test(
        "Every kind of value is stepped over", arguments: values)
    func grammar(type: Int, value: [UInt8]) throws {
        let next: [UInt8] = [0] + RDBSample.string("next") + RDBSample.string("value")
        let entry = [UInt8(type)] + RDBSample.string("key") + value
        let bytes = RDBSample.file([0xFE, 0] + entry + next, hasChecksum: false)
        for size in [1, 7, bytes.count] {
            let pieces = [Int](repeating: size, count: bytes.count / size)
            #expect(try inspect(bytes, pieces: pieces).evidence.counts["keys of database 0"] == 2)
        }
    }

    @Test("Opcodes between the keys are stepped over")
    func opcodes() throws {
        let contents: [UInt8] =
            [0xFA, 8] + "used-mem".utf8 + [0xC2, 0x40, 0x42, 0x0F, 0x00] + [0xF5, 3, 1, 2, 255]
            + [0xF7, 0x81, 1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 2, 7, 5, 1, 255, 0] + [0xFE, 0x40, 70, 0xFB, 1, 0]
            + [0xF4, 1, 2, 3, 0xFD, 1, 2, 3, 4, 0xF8, 9, 0xF9, 5, 0] + RDBSample.string("k") + RDBSample.string("v")
        let (evidence, inspector) = try inspect(RDBSample.file(contents, hasChecksum: false))
        #expect(
            evidence.counts == ["keys": 1, "keys of database 70": 1, "keys that expire": 1, "function libraries": 1])
        #expect(inspector.facts["used_memory"] == "1000000")
    }

    @Test("What a newer server writes is proven by its checksum, and not counted")
    func unknown() throws {
        for contents: [UInt8] in [[0xFE, 0, 99] + RDBSample.string("k"), [0xF3, 1, 2, 3], [6, 1, 65]] {
            let header = Array("VALKEY080".utf8)
            let (evidence, inspector) = try inspect(RDBSample.file(contents, header: header))
            #expect(evidence.isEmpty)
            #expect(inspector.facts["not_counted"] != nil && inspector.facts["rdb_version"] == "80")
            #expect(throws: LifeboatError.self) { try inspect(RDBSample.file(contents, hasChecksum: false)) }
        }
    }

    private static let values: [(Int, [UInt8])] = [
        (0, [0]), (0, [0xC0, 5]), (0, [0xC1, 5, 1]), (0, [0xC2, 5, 1, 1, 1]),
        (0, [0xC3, 3, 40, 9, 9, 9]), (0, [0x40, 3, 1, 2, 3]), (0, [0x80, 0, 0, 0, 2, 7, 7]),
        (0, [0x81, 0, 0, 0, 0, 0, 0, 0, 1, 7]), (1, [2, 1, 65, 1, 66]), (2, [0]), (2, [1, 1, 65]),
        (3, [4, 1, 65, 3, 49, 46, 53, 1, 66, 253, 1, 67, 254, 1, 68, 255]), (4, [1, 1, 65, 1, 66]),
        (5, [1, 1, 65, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]), (9, [2, 255, 255]), (14, [1, 2, 255, 255]),
        (
            7,
            [
                0x81, 1, 2, 3, 4, 5, 6, 7, 8, 2, 5, 1, 0x41, 1, 3, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 1, 1, 1, 5, 2, 255,
                255, 0,
            ]
        ),
        (15, [1, 2, 1, 1, 2, 255, 255, 3, 4, 5, 0]),
        (15, [0, 0, 4, 5, 1, 1, 65, 7, 8] + pending + [1, 1, 90] + eight + [1] + sixteen),
        (18, [2, 1, 1, 255, 2, 2, 255, 255]),
        (19, [0, 0, 4, 5, 1, 2, 3, 4, 9, 1, 1, 65, 7, 8, 9] + pending + [1, 1, 90] + eight + [1] + sixteen),
        (21, [0, 0, 4, 5, 1, 2, 3, 4, 9, 1, 1, 65, 7, 8, 9] + pending + [1, 1, 90] + eight + eight + [1] + sixteen),
        (24, eight + [2, 0, 1, 65, 1, 66, 0x40, 200, 1, 67, 1, 68]), (25, eight + [3, 1, 2, 255]),
    ]
    private static let eight: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    private static let sixteen = eight + eight
    private static let pending = [1] + sixteen + eight + [3]
}
