/// How a dump is compressed before it is stored.
package enum Compression: Sendable, Hashable {
    case none
    case gzip(level: Int)
    case zstd(level: Int)

    package static let standard = Compression.zstd(level: 3)

    /// The name that the configuration uses.
    package enum Name: String, Sendable, CaseIterable {
        case zstd, gzip, none
    }

    package var name: Name {
        switch self {
        case .none: .none
        case .gzip: .gzip
        case .zstd: .zstd
        }
    }
}
