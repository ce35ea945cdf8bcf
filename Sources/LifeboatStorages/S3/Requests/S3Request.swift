import Crypto
import Foundation
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// One request to S3, before it has an address and a signature.
struct S3Request: Sendable {
    /// The SHA-256 of a body.
    struct Payload: Sendable {
        fileprivate let digest: SHA256.Digest

        var hexadecimal: String { digest.hexadecimal }
        var base64: String { Data(digest).base64EncodedString() }
    }

    var method: HTTPMethod
    /// An object's whole name in the bucket; the bucket itself when it is empty.
    var key: String
    var query: [(name: String, value: String)] = []
    /// Names in lower case.
    var headers: [(String, String)] = []
    let body: ByteBuffer?
    /// Computed once, however often the request is sent.
    var payload: Payload
    /// Whether to fail when there is such an object already, where the server knows how.
    var isExclusive = false

    init(_ method: HTTPMethod, key: String = "", body: ByteBuffer? = nil) {
        self.method = method
        self.key = key
        self.body = body
        payload = Payload(
            digest: body?.withUnsafeReadableBytes { SHA256.hash(data: $0) } ?? SHA256.hash(data: Data()))
    }

    /// What the request does, for messages.
    var purpose: String {
        switch (method, key.isEmpty) {
        case (.GET, true): "list the bucket"
        case (.GET, _): "read"
        case (.HEAD, _): "look at"
        case (.DELETE, _): "remove"
        default: "write"
        }
    }
}
