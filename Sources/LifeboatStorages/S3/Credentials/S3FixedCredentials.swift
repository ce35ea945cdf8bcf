import LifeboatCore

/// Credentials that stand in the configuration or in the environment.
struct S3FixedCredentials: S3CredentialProvider {
    private let found: S3Credentials?

    init(_ credentials: S3Credentials) {
        found = credentials
    }

    init(environment: [String: String]) {
        guard let id = environment["AWS_ACCESS_KEY_ID"], !id.isEmpty,
            let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
        else {
            found = nil
            return
        }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) }
        found = S3Credentials(accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token)
    }

    func credentials() -> S3Credentials? { found }
}
