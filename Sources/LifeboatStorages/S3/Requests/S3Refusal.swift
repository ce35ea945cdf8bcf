import Foundation
import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// An answer by which S3 refuses a request, and what it means.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
struct S3Refusal {
    /// A reason that goes away when the next try is made differently.
    enum Condition {
        /// The credentials, although we had no reason to think so.
        case expired
        /// The server does not know `If-None-Match`.
        case conditionUnknown
        /// The bucket is in this one.
        case region(String)

        init?(_ answer: WebAnswer, for request: S3Request) {
            let document = XMLElement.parse(answer.body)
            let code = document?["Code"]?.text
            if code == "ExpiredToken" || code == "TokenRefreshRequired" {
                self = .expired
            } else if request.isExclusive, answer.status == 501 || code == "NotImplemented" {
                self = .conditionUnknown
            } else if let region = answer.headers.first(name: "x-amz-bucket-region") ?? document?["Region"]?.text,
                [301, 307, 400, 403].contains(answer.status), code != "AccessDenied", !region.isEmpty,
                answer.status < 400 || code == nil || code == "AuthorizationHeaderMalformed"
            {
                self = .region(region)
            } else {
                return nil
            }
        }
    }

    private let status: Int
    private let code: String
    private let message: String?
    private let region: String?
    /// By how much the server's clock is ahead of ours.
    private let skew: TimeInterval?

    init(_ answer: WebAnswer, now: Date) {
        let document = XMLElement.parse(answer.body)
        status = answer.status
        // An answer to HEAD has no body.
        code = document?["Code"]?.text ?? ""
        message = document?["Message"]?.text
        region = answer.headers.first(name: "x-amz-bucket-region") ?? document?["Region"]?.text
        skew = answer.headers.first(name: "date").flatMap(WebTime.parse).map { $0.timeIntervalSince(now) }
    }

    /// - Parameters:
    ///   - region: where the request was signed for.
    ///   - kind: what it is taken for, where the answer itself does not decide it.
    func error(_ request: S3Request, bucket: String, region: String, kind: LifeboatError.Kind?) -> LifeboatError {
        let place = request.key.isEmpty ? "bucket \(bucket)" : "s3://\(bucket)/\(request.key)"
        let said = code.isEmpty ? "\(status)" : "\(status) \(code)"
        var error = LifeboatError(
            kind ?? self.kind, "\(verdict(request)) (\(said))", why: message.map { "\(place): \($0)" } ?? place)
        error.hint = hint(request, bucket: bucket, signedFor: region)
        return error
    }

    private var kind: LifeboatError.Kind {
        switch (status, code) {
        case (_, "SlowDown"), (_, "RequestTimeout"), (_, "InternalError"), (_, "ServiceUnavailable"),
            (_, "Throttling"), (_, "ThrottlingException"), (_, "OperationAborted"), (_, "BadDigest"),
            (_, "XAmzContentSHA256Mismatch"), (_, "XAmzContentChecksumMismatch"), (_, "IncompleteBody"):
            .temporary
        case (409, "ConditionalRequestConflict"): .temporary
        case (_, "QuotaExceeded"), (_, "XMinioStorageFull"), (507, _): .noSpace
        case (501, _), (405, _), (_, "NotImplemented"): .refused
        case (404, _): .notFound
        case (412, _): .alreadyExists
        case (401, _), (403, _): .accessDenied
        case (408, _), (429, _), (500, _), (502, _), (503, _), (504, _): .temporary
        default: .failed
        }
    }

    private func verdict(_ request: S3Request) -> String {
        switch kind {
        case .accessDenied: "access denied"
        case .notFound: code == "NoSuchBucket" ? "there is no such bucket" : "there is nothing to \(request.purpose)"
        case .noSpace: "the storage is full"
        case .temporary: "the server is busy"
        case .refused: "the server does not know how to \(request.purpose)"
        default: "the server refuses to \(request.purpose)"
        }
    }

    private func hint(_ request: S3Request, bucket: String, signedFor signed: String) -> String? {
        if let region, !region.isEmpty, region != signed {
            return "the bucket answers for \(region), the configuration says \(signed)"
        }
        switch code {
        case "NoSuchBucket": return "make the bucket \(bucket), or correct `bucket_name`"
        case "InvalidAccessKeyId": return "the server does not know `access_key_id`"
        case "SignatureDoesNotMatch": return "`secret_access_key` does not belong to `access_key_id`"
        case "ExpiredToken", "InvalidToken", "TokenRefreshRequired": return "the session token has expired or is wrong"
        case "RequestTimeTooSkewed":
            return skew.map { "this machine's clock is \(Int(abs($0).rounded())) s \($0 > 0 ? "behind" : "ahead")" }
                ?? "this machine's clock is wrong"
        default: break
        }
        guard kind == .accessDenied else { return nil }
        let right =
            switch request.purpose {
            case "list the bucket": "s3:ListBucket"
            case "read", "look at": "s3:GetObject and s3:ListBucket"
            case "remove": "s3:DeleteObject"
            default: "s3:PutObject"
            }
        return "the credentials need the right \(right) on \(bucket)"
    }
}
