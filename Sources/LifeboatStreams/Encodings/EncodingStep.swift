package import LifeboatCore

/// One step of what is done to the bytes on their way to the storages, with its settings.
///
/// Encryption is the step that comes after compression; its place is the end of an ``EncodingChain``.
package enum EncodingStep: Sendable, Hashable {
    case gzip(level: Int)
    case zstd(level: Int)

    package var encoding: Encoding {
        switch self {
        case .gzip: .gzip
        case .zstd: .zstd
        }
    }
}
