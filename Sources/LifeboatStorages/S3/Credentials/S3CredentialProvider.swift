/// One of the places where credentials can come from.
protocol S3CredentialProvider: Sendable {
    /// `nil` where this place is not set up here; throws where it is, and does not work.
    func credentials() async throws -> S3Credentials?
}
