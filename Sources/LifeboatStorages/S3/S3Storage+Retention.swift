package import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
extension S3Storage: RetainingStorage {
    /// By object lock; for ever where a legal hold is on it. To delete a locked object would hide it, and remove nothing.
    package func retainedUntil(_ key: ObjectKey) async throws -> Date? {
        let headers: HTTPHeaders
        do {
            headers = try await client.answer(to: S3Request(.HEAD, key: name(of: key))).headers
        } catch let error as LifeboatError where error.kind == .notFound {
            return nil
        }
        if headers.first(name: "x-amz-object-lock-legal-hold") == "ON" { return .distantFuture }
        let until = headers.first(name: "x-amz-object-lock-retain-until-date").flatMap(WebTime.parse)
        return until.flatMap { $0 > client.now() ? $0 : nil }
    }
}
