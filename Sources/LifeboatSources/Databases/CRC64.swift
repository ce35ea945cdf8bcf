/// A 64-bit cyclic checksum, as dump formats use it; bytes are taken lowest bit first.
struct CRC64: Sendable {
    /// What a byte does to the checksum, with 0 to 7 bytes following it: eight bytes are taken in one step.
    struct Table: Sendable {
        fileprivate let words: [UInt64]
        fileprivate let mask: UInt64

        /// - Parameters:
        ///   - polynomial: its bits reversed.
        ///   - isInverted: whether all bits are turned before the first byte and after the last.
        init(polynomial: UInt64, isInverted: Bool) {
            var words = (0..<256).map { byte in
                (0..<8).reduce(UInt64(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ polynomial }
            }
            for index in 256..<2_048 {
                let before = words[index - 256]
                words.append(words[Int(before & 0xFF)] ^ before >> 8)
            }
            self.words = words
            mask = isInverted ? .max : 0
        }
    }

    /// Jones' polynomial, 0xad93d23594c935a9: what Redis puts at the end of an RDB file.
    static let redis = Table(polynomial: 0x95AC_9329_AC4B_C9B5, isInverted: false)
    /// ECMA-182's, as Go's `hash/crc64` and xz have it: what mongodump puts at the end of each collection.
    static let ecma = Table(polynomial: 0xC96C_5795_D787_0F42, isInverted: true)

    private let table: Table
    private var state: UInt64

    init(_ table: Table) {
        self.table = table
        state = table.mask
    }

    /// Of everything that was taken so far.
    var value: UInt64 { state ^ table.mask }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        table.words.withUnsafeBufferPointer { words in
            var position = 0
            while position + 8 <= bytes.count {
                crc ^= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let low =
                    words[1_792 + Int(crc & 0xFF)] ^ words[1_536 + Int(crc >> 8 & 0xFF)]
                    ^ words[1_280 + Int(crc >> 16 & 0xFF)] ^ words[1_024 + Int(crc >> 24 & 0xFF)]
                let high =
                    words[768 + Int(crc >> 32 & 0xFF)] ^ words[512 + Int(crc >> 40 & 0xFF)]
                    ^ words[256 + Int(crc >> 48 & 0xFF)] ^ words[Int(crc >> 56)]
                crc = low ^ high
                position += 8
            }
            while position < bytes.count {
                crc = words[Int((crc ^ UInt64(bytes[position])) & 0xFF)] ^ crc >> 8
                position += 1
            }
        }
        state = crc
    }

    mutating func update(_ bytes: some Collection<UInt8>) {
        Array(bytes).withUnsafeBytes { update($0) }
    }
}
