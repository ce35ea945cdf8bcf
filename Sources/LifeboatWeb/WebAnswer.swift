package import NIOHTTP1

/// A server's whole answer.
package struct WebAnswer: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
    /// Whether the same may be answered well later.
    package var isBusy: Bool { status >= 500 || [408, 425, 429].contains(status) }
    package var text: String { String(decoding: body, as: UTF8.self) }
}
