/// The files that a client needs to speak TLS with a server, by path; `nil` is the system's usual.
package struct ClientTLS: Sendable, Hashable {
    /// Certificates of the authorities that the server's is checked with.
    package var authority: String?
    /// The client's own certificate.
    package var certificate: String?
    package var key: String?

    package init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }
}
