import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
extension S3Storage: DigestedStorage {
    /// Of objects that were stored in one request; of one that was put together from parts, S3 only has the digest of the parts'
    /// digests.
    package func storedDigest(_ key: ObjectKey) async throws -> String? {
        var request = S3Request(.HEAD, key: name(of: key))
        request.headers = [("x-amz-checksum-mode", "ENABLED")]
        let headers = try await client.answer(to: request).headers
        // Behind a `-` stands the number of parts.
        guard let text = headers.first(name: "x-amz-checksum-sha256"), !text.contains("-"),
            headers.first(name: "etag")?.contains("-") != true
        else { return nil }
        return Data(base64Encoded: text)?.hexadecimal
    }
}
