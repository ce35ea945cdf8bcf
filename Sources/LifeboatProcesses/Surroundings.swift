/// What of our own environment a program gets that has no business with the rest, where every job's passwords may be.
package enum Surroundings {
    private static let names: Set = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]
    private static let proxies: Set = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "NO_PROXY"]

    /// Where programs and folders are, the language, proxies and authorities of certificates.
    ///
    /// - Parameter further: variables that this program needs besides.
    package static func variables(
        from environment: [String: String], and further: Set<String> = []
    ) -> [String: EnvironmentValue] {
        environment.filter { name, _ in
            names.contains(name) || name.hasPrefix("LC_") || proxies.contains(name.uppercased())
                || further.contains(name)
        }.mapValues { .plain($0) }
    }
}
