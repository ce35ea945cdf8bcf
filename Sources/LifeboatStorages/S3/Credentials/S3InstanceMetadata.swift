import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// The role of the virtual machine, from Amazon's metadata service, version 2.
///
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
struct S3InstanceMetadata: S3CredentialProvider {
    private let isDisabled: Bool
    private let service: String
    private let patience: TimeAmount

    /// - Parameter patience: how long the service may be silent. It is near, or not there.
    init(environment: [String: String], patience: TimeAmount = .seconds(2)) {
        self.patience = patience
        isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
        let service = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
        self.service = service.hasSuffix("/") ? String(service.dropLast()) : service
    }

    func credentials() async throws -> S3Credentials? {
        guard !isDisabled, let url = URL(string: service) else { return nil }
        let client = try WebClient(
            scheme: url.scheme ?? "https", host: url.host ?? "", WebOptions(), environment: [:], patience: patience)
        var request = HTTPClientRequest(url: "\(service)/latest/api/token")
        request.method = .PUT
        request.headers.add(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")
        let token = try await ask(client, request)
        // Another cloud's service, or one that is switched off.
        guard token.isSuccess else { return nil }

        func get(_ path: String) async throws -> WebAnswer {
            var request = HTTPClientRequest(url: "\(service)/latest/meta-data/iam/security-credentials/\(path)")
            request.headers.add(name: "x-aws-ec2-metadata-token", value: token.text)
            return try await ask(client, request)
        }
        let roles = try await get("")
        guard roles.isSuccess, let role = roles.text.split(whereSeparator: \.isNewline).first else { return nil }
        return try S3RoleDocument.credentials(in: try await get(String(role)), from: "the machine's metadata service")
    }

    /// Silence may mean that this is no machine of Amazon's, or that its service is busy, or out of a container's reach: nobody
    /// can tell from here, so it is worth another try, and is never taken for an answer.
    private func ask(_ client: WebClient, _ request: HTTPClientRequest) async throws -> WebAnswer {
        let trouble: String
        do {
            let answer = try await client.sendForText(request)
            guard answer.isBusy else { return answer }
            trouble = "\(service) answers \(answer.status)"
        } catch let error as LifeboatError where error.kind == .temporary {
            trouble = error.summary
        }
        throw S3CredentialStore.nowhere(
            .temporary, "and the machine's metadata service gives no answer (\(trouble))",
            hint: "a container only hears it where the machine's `HttpPutResponseHopLimit` is 2 or more")
    }
}
