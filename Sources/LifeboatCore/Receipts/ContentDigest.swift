/// The size and SHA-256 of some bytes.
package struct ContentDigest: Sendable, Hashable, Codable {
    package var size: Int64
    /// Lower-case hexadecimal.
    package var sha256: String

    package init(size: Int64, sha256: String) {
        self.size = size
        self.sha256 = sha256
    }
}
