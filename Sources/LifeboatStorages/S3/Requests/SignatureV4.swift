import Crypto
import Foundation
import LifeboatCore
import LifeboatWeb

/// Amazon's signature, version 4.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
struct SignatureV4 {
    let credentials: S3Credentials
    let region: String
    let service: String
    let date: Date

    /// What the server knows us by: the given headers, all of them signed, and those of the signature.
    ///
    /// - Parameters:
    ///   - path: percent-encoded.
    ///   - headers: names in lower case, `host` among them.
    ///   - payload: the SHA-256 of the body, in hexadecimal.
    func signed(
        _ method: String, path: String, query: [(name: String, value: String)], headers: [(String, String)],
        payload: String
    ) -> [(String, String)] {
        let time = UTCTime.compact(date)
        var all = headers + [("x-amz-date", time), ("x-amz-content-sha256", payload)]
        if let token = credentials.sessionToken { all.append(("x-amz-security-token", token.revealed)) }
        all.sort { $0.0 < $1.0 }
        let names = all.map(\.0).joined(separator: ";")
        let lines = all.map { name, value in "\(name):\(value.split(separator: " ").joined(separator: " "))\n" }
            .joined()
        let canonical = [method, path, Self.canonical(query), lines, names, payload].joined(separator: "\n")

        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SHA256.hash(data: Data(canonical.utf8)).hexadecimal)"
        let start = Data("AWS4\(credentials.secretAccessKey.revealed)".utf8)
        let key = [String(time.prefix(8)), region, service, "aws4_request"].reduce(start) { Self.code($1, $0) }
        let identity = "Credential=\(credentials.accessKeyID)/\(scope)"
        let signature = "Signature=\(Self.code(text, key).hexadecimal)"
        return all + [("authorization", "AWS4-HMAC-SHA256 \(identity),SignedHeaders=\(names),\(signature)")]
    }

    /// Sorted and percent-encoded: as it is signed, and as well as it is sent.
    static func canonical(_ query: [(name: String, value: String)]) -> String {
        let pairs = query.map { pair in (pair.name.percentEncoded(), pair.value.percentEncoded()) }
        return pairs.sorted(by: <).map { name, value in "\(name)=\(value)" }.joined(separator: "&")
    }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }
}
