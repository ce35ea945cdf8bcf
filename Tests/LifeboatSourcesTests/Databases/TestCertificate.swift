import LifeboatSources
import LifeboatTesting

/// A certificate for 127.0.0.1 that is its own authority, made by `openssl`.
struct TestCertificate {
    static let canBeMade = OracleTool(ifInstalled: "openssl") != nil

    let certificate: String
    let key: String

    init(in folder: ScratchFolder) throws {
        (certificate, key) = (folder("cert.pem"), folder("key.pem"))
        try OracleTool("openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]).checked()
    }

    /// For a client that shows it to a server that has it too.
    var client: ClientTLS { ClientTLS(authority: certificate, certificate: certificate, key: key) }
}
