/// Eight bytes of a text at once: most of a dump is passed over this way.
///
/// The tests by subtraction are those of Sean Eron Anderson, "Bit Twiddling Hacks": a byte that is below borrows from
/// its highest bit.
extension UInt64 {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highest: UInt64 = 0x8080_8080_8080_8080

    /// Whether one of the bytes is this one.
    @inline(__always)
    func hasByte(_ byte: UInt8) -> Bool { (self ^ (Self.ones &* UInt64(byte))).hasByte(below: 1) }

    /// Whether one of the bytes is below this one, of at most 128.
    @inline(__always)
    func hasByte(below limit: UInt8) -> Bool {
        (self &- Self.ones &* UInt64(limit)) & ~self & Self.highest != 0
    }
}
