/// What files are called that are not objects yet. None of them is the name of an object: listings pass them over.
struct TemporaryNames: Sendable {
    private static let suffix = ".tmp"

    /// A dot hides them from people, too.
    var prefix = ".lifeboat-"

    func name(_ random: UInt64) -> String {
        let digits = String(random, radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.count) + digits + Self.suffix
    }

    func contains(_ name: String) -> Bool { name.hasPrefix(prefix) && name.hasSuffix(Self.suffix) }
}
