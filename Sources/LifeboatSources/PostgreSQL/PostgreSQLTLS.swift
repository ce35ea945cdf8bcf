/// Whether and how the way to the server is encrypted: `sslmode` and the files that belong to it.
package struct PostgreSQLTLS: Sendable, Hashable {
    /// As libpq names them, weakest first.
    package enum Mode: String, Sendable, CaseIterable {
        case disable
        case allow
        case prefer
        case require
        case verifyAuthority = "verify-ca"
        case verifyFull = "verify-full"
    }

    /// `nil`: verified in full where there is an authority to verify with, libpq's own `prefer` otherwise.
    package var mode: Mode?
    /// Absolute paths of PEM files.
    package var authority: String?
    package var certificate: String?
    package var key: String?

    package init(mode: Mode? = nil, authority: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.mode = mode
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }

    var effectiveMode: Mode { mode ?? (authority == nil ? .prefer : .verifyFull) }
}
