/// A number from a text that is the same on every machine and in every version: FNV-1a, 64 bits, with a last mixing so
/// that its low bits depend on all of the text.
enum StableHash {
    static func number(_ text: String) -> UInt64 {
        var hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        // The finalizer of MurmurHash3.
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }

    /// Eight hexadecimal digits.
    static func digits(_ text: String) -> String {
        let digits = String(number(text) >> 32, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
