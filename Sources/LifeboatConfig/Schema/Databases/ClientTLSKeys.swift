import LifeboatSources

/// Reads the files of a client that speaks TLS.
enum ClientTLSKeys {
    static let names = ["ca_cert", "cert", "key"]

    static func read(_ connect: Section) -> ClientTLS {
        let tls = ClientTLS(
            authority: connect.absolutePath("ca_cert"), certificate: connect.absolutePath("cert"),
            key: connect.absolutePath("key"))
        if (tls.certificate == nil) != (tls.key == nil) {
            connect.problem(tls.key == nil ? "cert" : "key", "`cert` and `key` belong together")
        }
        return tls
    }
}
