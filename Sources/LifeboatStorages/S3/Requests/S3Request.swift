import NIOHTTP1

/// One request to S3, before it has an address and a signature.
struct S3Request: Sendable {
    var method: HTTPMethod
    /// An object's whole name in the bucket; the bucket itself when it is empty.
    var key: String
    var query: [(name: String, value: String)] = []
    /// Names in lower case.
    var headers: [(String, String)] = []
    var body: S3Body?
    /// Whether to fail when there is such an object already, where the server knows how.
    var isExclusive = false

    init(_ method: HTTPMethod, key: String = "", body: S3Body? = nil) {
        self.method = method
        self.key = key
        self.body = body
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
