import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// An answer by which a WebDAV server refuses a request, and what it means (RFC 4918, 9 and 11; RFC 9110, 15).
struct WebDAVRefusal {
    private let status: Int
    /// Where it sends us instead.
    private let location: String?

    init(_ answer: WebAnswer) {
        status = answer.status
        location = answer.headers.first(name: "location")
    }

    func error(_ request: WebDAVRequest, at server: String) -> LifeboatError {
        LifeboatError(
            kind, "\(verdict(request)) (\(status))", why: "\(request.method.rawValue) \(request.path) at \(server)",
            hint: hint(request))
    }

    private var kind: LifeboatError.Kind {
        switch status {
        case 300..<400: .configuration
        case 401, 403, 407: .accessDenied
        case 404, 410: .notFound
        case 405, 411, 413, 501: .refused
        case 412: .alreadyExists
        case 507: .noSpace
        case 408, 423, 425, 429, 500..<600: .temporary
        default: .failed
        }
    }

    private func verdict(_ request: WebDAVRequest) -> String {
        switch status {
        case 300..<400: "the server sends us elsewhere"
        case 401, 403, 407: "access denied"
        case 404, 410: "there is nothing to \(request.purpose)"
        case 405, 501: "the server does not know how to \(request.purpose)"
        case 411: "the server wants to know the length beforehand"
        case 413: "the object is too large for the server"
        case 423: "somebody has locked what we want to \(request.purpose)"
        case 507: "the storage is full"
        case 408, 425, 429, 500..<600: "the server is busy"
        default: "the server refuses to \(request.purpose)"
        }
    }

    private func hint(_ request: WebDAVRequest) -> String? {
        switch status {
        case 300..<400: location.map { "put the right address into `host`; the server names \($0)" }
        case 401: "check `user` and `password`"
        case 403: "the user needs the right to \(request.purpose) there"
        case 405, 501: "does `host` name what the server offers by WebDAV, its path included?"
        case 411: "a dump has no length beforehand: let the server take bodies in chunks (RFC 9112, 7.1)"
        case 413: "raise the server's limit for the size of a request"
        default: nil
        }
    }
}
