import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// A token that the cluster gives the pod, exchanged for the credentials of a role. On Amazon's Kubernetes that is how a
/// service account gets rights.
///
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
struct S3WebIdentity: S3CredentialProvider {
    private let role: String?
    private let tokenFile: String?
    private let endpoint: String
    private let web: WebOptions
    private let environment: [String: String]
    private let now: @Sendable () -> Date

    init(
        _ configuration: S3StorageConfiguration, environment: [String: String], now: @escaping @Sendable () -> Date
    ) {
        role = configuration.roleARN ?? environment["AWS_ROLE_ARN"]
        tokenFile = configuration.webIdentityTokenFile ?? environment["AWS_WEB_IDENTITY_TOKEN_FILE"]
        let region =
            configuration.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        let suffix = region.hasPrefix("cn-") ? ".cn" : ""
        endpoint = environment["AWS_ENDPOINT_URL_STS"] ?? "https://sts.\(region).amazonaws.com\(suffix)"
        web = configuration.web
        self.environment = environment
        self.now = now
    }

    func credentials() async throws -> S3Credentials? {
        guard let role, !role.isEmpty, let tokenFile, !tokenFile.isEmpty else { return nil }
        // Read each time: the cluster replaces it.
        guard let token = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw LifeboatError(.accessDenied, "cannot read the web identity token \(tokenFile)")
        }
        guard let server = URL(string: endpoint) else {
            throw LifeboatError(.configuration, "\(endpoint) is no address of a token service")
        }
        let form = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", "lifeboat"),
            ("WebIdentityToken", token.trimmingCharacters(in: .whitespacesAndNewlines)),
        ].map { (name: $0.0, value: $0.1) }
        var request = HTTPClientRequest(url: endpoint)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: SignatureV4.canonical(form)))
        let client = try WebClient(
            scheme: server.scheme ?? "https", host: server.host ?? "", web, environment: environment)
        return try await at("role \(role)") { try found(in: try await client.sendForText(request)) }
    }

    private func found(in answer: WebAnswer) throws -> S3Credentials {
        let document = XMLElement.parse(answer.body)
        guard answer.isSuccess, let found = document?["AssumeRoleWithWebIdentityResult"]?["Credentials"],
            let id = found["AccessKeyId"]?.text, let secret = found["SecretAccessKey"]?.text
        else {
            let error = document?["Error"]
            throw LifeboatError(
                answer.isBusy ? .temporary : .accessDenied,
                "the token service gives no credentials (\(answer.status)\(error?["Code"].map { " \($0.text)" } ?? ""))",
                why: error?["Message"]?.text, hint: "the role has to trust this service account's web identity")
        }
        return S3Credentials(
            accessKeyID: id, secretAccessKey: Secret(secret),
            sessionToken: found["SessionToken"].map { Secret($0.text) },
            expires: found["Expiration"].flatMap { WebTime.parse($0.text) })
    }
}
