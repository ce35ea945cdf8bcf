import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// The service beside a container that knows the credentials of its role: on Amazon's container service, and for the pod
/// identities of its Kubernetes.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct S3ContainerCredentials: S3CredentialProvider {
    private let address: String?
    private let token: String?
    private let tokenFile: String?
    private let patience: TimeAmount

    /// - Parameter patience: how long the service, which is near, may be silent.
    init(environment: [String: String], patience: TimeAmount = .seconds(5)) {
        self.patience = patience
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        address =
            variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { "http://169.254.170.2\($0)" }
            ?? variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        token = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        tokenFile = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    }

    func credentials() async throws -> S3Credentials? {
        guard let address else { return nil }
        guard let url = URL(string: address), let host = url.host else {
            throw LifeboatError(
                .configuration, "\(address) is no address of a credentials service",
                hint: "AWS_CONTAINER_CREDENTIALS_FULL_URI names it")
        }
        // Without TLS only where nobody else can listen.
        guard url.scheme == "https" || Self.isBesideUs(host) else {
            throw LifeboatError(
                .refused, "credentials are not fetched from \(host) without TLS",
                hint: "AWS_CONTAINER_CREDENTIALS_FULL_URI has to begin with https://")
        }
        var request = HTTPClientRequest(url: address)
        if let authorization = try authorization() { request.headers.add(name: "authorization", value: authorization) }
        let client = try WebClient(
            scheme: url.scheme ?? "https", host: host, WebOptions(), environment: [:], patience: patience)
        return try await at("the credentials service beside the container") {
            try S3RoleDocument.credentials(in: try await client.sendForText(request), from: host)
        }
    }

    private func authorization() throws -> String? {
        guard let tokenFile else { return token }
        guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw LifeboatError(.accessDenied, "cannot read the authorization token \(tokenFile)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func isBesideUs(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1", "[::1]", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "[fd00:ec2::23]"]
            .contains(host)
    }
}
