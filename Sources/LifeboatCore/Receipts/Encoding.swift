/// One step of what was done to the bytes before they were stored. Each is a format that a standard tool opens.
package enum Encoding: String, Sendable, Codable, CaseIterable {
    case gzip
    case zstd
    case age

    /// The suffix that says so: `.zst`.
    package var suffix: String {
        switch self {
        case .gzip: "gz"
        case .zstd: "zst"
        case .age: "age"
        }
    }
}
