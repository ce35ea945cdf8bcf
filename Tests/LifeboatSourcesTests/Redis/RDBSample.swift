@testable import LifeboatSources

/// RDB files put together by hand, as `rdb.c` writes them.
enum RDBSample {
    static let header = Array("REDIS0011".utf8)

    /// A string of fewer than 64 bytes.
    static func string(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + text.utf8 }

    /// A file of this contents, with its checksum, or with zeros for it.
    static func file(_ contents: [UInt8], header: [UInt8] = header, hasChecksum: Bool = true) -> [UInt8] {
        let body = header + contents + [0xFF]
        var checksum = CRC64(CRC64.redis)
        checksum.update(body)
        return body + (0..<8).map { hasChecksum ? UInt8(truncatingIfNeeded: checksum.value >> (8 * $0)) : 0 }
    }

    /// Two keys, one of which expires.
    static let small = file(
        [0xFA] + string("redis-ver") + string("7.2.4") + [0xFE, 0, 0xFB, 2, 1, 0] + string("a") + string("b")
            + [0xFC, 1, 2, 3, 4, 5, 6, 7, 8, 0] + string("c") + string("d"))
}
