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

    init(environment: [String: String]) {
        isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
        let service = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
        self.service = service.hasSuffix("/") ? String(service.dropLast()) : service
    }

    func credentials() async throws -> S3Credentials? {
        guard !isDisabled, let url = URL(string: service) else { return nil }
        let client = try WebClient(
            scheme: url.scheme ?? "https", host: url.host ?? "", WebOptions(), environment: [:], patience: .seconds(2))
        var request = HTTPClientRequest(url: "\(service)/latest/api/token")
        request.method = .PUT
        request.headers.add(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")
        // Nobody there: this is no machine of Amazon's.
        guard let token = try? await client.sendForText(request), token.isSuccess else { return nil }

        func get(_ path: String) async throws -> WebAnswer {
            var request = HTTPClientRequest(url: "\(service)/latest/meta-data/iam/security-credentials/\(path)")
            request.headers.add(name: "x-aws-ec2-metadata-token", value: token.text)
            return try await client.sendForText(request)
        }
        let roles = try await get("")
        guard roles.isSuccess, let role = roles.text.split(whereSeparator: \.isNewline).first else { return nil }
        return try S3RoleDocument.credentials(in: try await get(String(role)), from: "the machine's metadata service")
    }
}
