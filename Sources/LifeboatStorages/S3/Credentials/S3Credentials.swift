import Foundation
import LifeboatCore

/// Who we are for S3.
struct S3Credentials: Sendable, Equatable {
    var accessKeyID: String
    var secretAccessKey: Secret
    var sessionToken: Secret?
    /// `nil` for ever.
    var expires: Date?
}
