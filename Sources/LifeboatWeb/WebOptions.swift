import LifeboatCore
import NIOSSL

/// How a server's identity is checked.
package struct WebOptions: Sendable, Hashable {
    /// A file of PEM certificates to trust beside the system's.
    package var certificateAuthorities: String?

    package init(certificateAuthorities: String? = nil) {
        self.certificateAuthorities = certificateAuthorities
    }

    func tlsConfiguration() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = certificateAuthorities {
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            } catch {
                throw LifeboatError(
                    .configuration, "cannot read certificates from \(file)", why: "\(error)",
                    hint: "`ca_cert` names a file of PEM certificates")
            }
        }
        return tls
    }
}
