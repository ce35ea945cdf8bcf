/// How the server says that a request went (section 7 of draft-ietf-secsh-filexfer-02).
struct SFTPStatus: Sendable, Equatable {
    enum Code: UInt32 {
        case ok = 0
        case endOfFile = 1
        case noSuchFile = 2
        case permissionDenied = 3
        /// Everything that has no code of its own: a full disk, a name that is taken.
        case failure = 4
        case badMessage = 5
        case noConnection = 6
        case connectionLost = 7
        case unsupported = 8
    }

    /// A code that the draft does not know is a failure.
    var code: Code
    var message: String

    init(code: Code, message: String = "") {
        self.code = code
        self.message = message
    }

    init(_ decoder: inout SFTPDecoder) throws {
        code = Code(rawValue: try decoder.uint32()) ?? .failure
        // Some servers leave the message out.
        message = decoder.isAtEnd ? "" : try decoder.text()
    }
}
