import Foundation
import LifeboatCore
import LifeboatWeb

/// The credentials of a role, as the services beside a machine or a container give them.
struct S3RoleDocument: Decodable {
    var AccessKeyId: String
    var SecretAccessKey: String
    var Token: String?
    var Expiration: String?

    /// - Parameter service: who answered, for messages.
    static func credentials(in answer: WebAnswer, from service: String) throws -> S3Credentials {
        guard answer.isSuccess, let found = try? JSONDecoder().decode(Self.self, from: Data(answer.body)) else {
            throw LifeboatError(
                answer.isBusy ? .temporary : .accessDenied, "\(service) gives no credentials (\(answer.status))")
        }
        return S3Credentials(
            accessKeyID: found.AccessKeyId, secretAccessKey: Secret(found.SecretAccessKey),
            sessionToken: found.Token.map(Secret.init), expires: found.Expiration.flatMap(WebTime.parse))
    }
}
