import LifeboatTesting

/// Data of every kind that a compressor meets.
enum SampleBytes {
    private static let edge = 1 << 20

    static let sizes = [0, 1, 2, 1_000, 65_535, edge - 1, edge, edge + 1, 2 * edge, 5 * edge + 12_345]

    /// Text-like: half of it repeats.
    static func text(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let words = (0..<300).map { _ in random.bytes(Int(random.next() % 9) + 1).map { $0 & 31 + 64 } }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 16)
        while bytes.count < count {
            bytes += words[Int(random.next() % 300)]
            bytes.append(32)
        }
        return Array(bytes.prefix(count))
    }

    static func noise(_ count: Int, seed: UInt64 = 2) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return random.bytes(count)
    }
}
