import LifeboatCore
import NIOCore
import NIOHTTP1

/// One request to a WebDAV server, before it has an address and a proof of who we are.
struct WebDAVRequest: Sendable {
    enum Body: Sendable {
        case none
        case small(ByteBuffer)
        /// Of unknown length; it can be sent once only.
        case stream(ByteStream)
    }

    var method: HTTPMethod
    /// The whole path on the server, percent-encoded.
    var path: String
    /// Names in lower case.
    var headers: [(String, String)] = []
    var body = Body.none

    init(_ method: HTTPMethod, _ path: String, _ headers: [(String, String)] = [], body: Body = .none) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// Whether its body can be sent once only.
    var isSpent: Bool { if case .stream = body { true } else { false } }

    /// Whether to send it twice is the same as to send it once, so that it may be tried again when nobody knows what became
    /// of it.
    var isRepeatable: Bool { !isSpent && method != .MOVE }

    /// What the request does, for messages.
    var purpose: String {
        switch method {
        case .PROPFIND: "look at"
        case .GET: "read"
        case .DELETE: "remove"
        case .MKCOL: "make a folder for"
        case .MOVE: "rename"
        default: "write"
        }
    }
}
