import Foundation
import LifeboatCore
import Testing

@testable import LifeboatStorages

/// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
@Suite("Signature version 4")
struct SignatureV4Tests {
    struct Example: Sendable, CustomTestStringConvertible {
        var method: String
        var path: String
        var query: [(name: String, value: String)] = []
        var headers: [(String, String)] = []
        var payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        var signature: String

        var testDescription: String { "\(method) \(path)" }
    }

    static let examples = [
        Example(
            method: "GET", path: "/test.txt", headers: [("range", "bytes=0-9")],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            method: "PUT", path: "/test%24file.text",
            headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            method: "GET", path: "/", query: [("lifecycle", "")],
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            method: "GET", path: "/", query: [("prefix", "J"), ("max-keys", "2")],
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test("Amazon's own examples", arguments: examples)
    func published(_ example: Example) throws {
        let signature = SignatureV4(
            credentials: S3Credentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLE",
                secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
            region: "us-east-1", service: "s3", date: try #require(UTCTime.parseCompact("20130524T000000Z")))
        let headers = signature.signed(
            example.method, path: example.path, query: example.query,
            headers: [("host", "examplebucket.s3.amazonaws.com")] + example.headers, payload: example.payload)
        let authorization = try #require(headers.first { $0.0 == "authorization" }?.1)
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"))
        #expect(authorization.hasSuffix("Signature=\(example.signature)"))
    }

    @Test("A session token is signed with the rest")
    func token() {
        let signature = SignatureV4(
            credentials: S3Credentials(accessKeyID: "a", secretAccessKey: Secret("b"), sessionToken: Secret("c")),
            region: "us-east-1", service: "s3", date: Date(timeIntervalSince1970: 0))
        let headers = signature.signed("GET", path: "/", query: [], headers: [("host", "h")], payload: "")
        #expect(headers.contains { $0 == ("x-amz-security-token", "c") })
        #expect(headers.contains { $0.0 == "authorization" && $0.1.contains("x-amz-security-token") })
    }
}
