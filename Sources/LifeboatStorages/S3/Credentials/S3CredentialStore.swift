import Foundation
import LifeboatCore

/// The credentials in use: those of the first place that has some, asked for again before they expire.
///
/// The places, and their order, are those of Amazon's own programs:
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
actor S3CredentialStore {
    /// How long before their end credentials are asked for again.
    private static let margin: TimeInterval = 300

    private let providers: [any S3CredentialProvider]
    private let now: @Sendable () -> Date
    private var known: S3Credentials?
    private var asking: Task<S3Credentials, any Error>?

    init(_ configuration: S3StorageConfiguration, environment: [String: String], now: @escaping @Sendable () -> Date) {
        self.now = now
        if let id = configuration.accessKeyID, let secret = configuration.secretAccessKey {
            providers = [
                S3FixedCredentials(
                    S3Credentials(
                        accessKeyID: id.revealed, secretAccessKey: secret, sessionToken: configuration.sessionToken))
            ]
        } else if configuration.roleARN != nil || configuration.webIdentityTokenFile != nil {
            // Who names a role means that one, whatever the environment has.
            providers = [S3WebIdentity(configuration, environment: environment, now: now)]
        } else {
            providers = [
                S3FixedCredentials(environment: environment),
                S3WebIdentity(configuration, environment: environment, now: now),
                S3CredentialFile(environment: environment),
                S3ContainerCredentials(environment: environment),
                S3InstanceMetadata(environment: environment),
            ]
        }
    }

    /// Good for some minutes at least, as far as one can know.
    func current() async throws -> S3Credentials {
        if let known, !isExpiring(known) { return known }
        let task =
            asking
            ?? Task { [providers] in
                for provider in providers {
                    if let found = try await provider.credentials() { return found }
                }
                throw Self.nowhere(.configuration, "nor is there a role of the machine")
            }
        asking = task
        defer { asking = nil }
        do {
            let found = try await task.value
            known = found
            return found
        } catch {
            // What cannot be renewed now may still be good until it can.
            if let known, known.expires.map({ $0 > now() }) ?? true { return known }
            throw error
        }
    }

    /// All ways were tried in vain; the last one's outcome ends the sentence.
    static func nowhere(_ kind: LifeboatError.Kind, _ last: String, hint: String? = nil) -> LifeboatError {
        LifeboatError(
            kind, "there are no credentials for S3",
            why:
                "there are none in the configuration, in the environment, by a web identity, in a credentials file or from a "
                + "service beside the container, \(last)",
            hint:
                "set `access_key_id` and `secret_access_key`, or one of what Amazon's own programs use: the variables "
                + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a credentials file, a web identity, a role of the machine"
                + (hint.map { "; \($0)" } ?? ""))
    }

    /// The server calls them expired, whatever we think.
    func discard(_ credentials: S3Credentials) {
        if known == credentials { known = nil }
    }

    private func isExpiring(_ credentials: S3Credentials) -> Bool {
        credentials.expires.map { $0 < now().addingTimeInterval(Self.margin) } ?? false
    }
}
