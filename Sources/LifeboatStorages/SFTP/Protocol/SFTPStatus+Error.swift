import LifeboatCore

extension LifeboatError {
    /// A request that the server refused, in words.
    ///
    /// - Parameters:
    ///   - what: what was being done, as `write`, `open`.
    ///   - place: what it was done to, with its host.
    init(_ status: SFTPStatus, _ what: String, _ place: String) {
        let said = status.message.isEmpty ? "the server gives no reason" : "the server says: \(status.message)"
        let (kind, hint): (Kind, String?) =
            switch status.code {
            case .noSuchFile: (.notFound, nil)
            case .permissionDenied:
                (
                    .accessDenied,
                    "the login's user must be allowed to do this on the server; look at owner and mode there"
                )
            case .noConnection, .connectionLost: (.temporary, nil)
            case .unsupported: (.refused, "the server does not offer what a backup needs; use an OpenSSH server")
            case .ok, .endOfFile, .failure, .badMessage:
                (.failed, "this protocol has no words for a full disk or quota: look at the server's")
            }
        self.init(kind, "cannot \(what) \(place)", why: said, hint: hint)
    }
}
