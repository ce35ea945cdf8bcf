import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// Sends requests to one WebDAV server: says who we are, tries again what failed for a moment and may be sent twice, and
/// turns what the server refuses into errors.
final class WebDAVClient: Sendable {
    private static let tries = 6

    private let server: WebServerAddress
    /// Or why there is none: then that is the answer to every request.
    private let web: Result<WebClient, any Error>
    private let login: WebLogin
    private let waiting: Waiting

    /// - Parameter patience: how long the server may be silent. Long, since there are servers that copy an object to rename it;
    ///   less than what a whole storage may.
    init(
        _ configuration: WebDAVStorageConfiguration, environment: [String: String], waiting: Waiting,
        patience: TimeAmount = .seconds(240)
    ) {
        let server = configuration.server
        self.server = server
        self.waiting = waiting
        web = Result {
            try WebClient(
                scheme: server.scheme, host: server.host, configuration.web, environment: environment,
                patience: patience)
        }
        login = WebLogin(user: configuration.user, password: configuration.password, randomness: waiting.randomness)
    }

    /// As the header `Destination` has it.
    func url(of path: String) -> String { "\(server.scheme)://\(server.authority)\(path)" }

    /// The answer to a request that succeeded, and whose answer is small by nature.
    func answer(to request: WebDAVRequest, limit: Int = 1 << 20) async throws -> WebAnswer {
        try await schedule(request).run { try await collect(try await attempt(request), limit) }
    }

    /// An answer whose body is still to be read.
    func open(_ request: WebDAVRequest) async throws -> HTTPClientResponse {
        try await schedule(request).run { try await attempt(request) }
    }

    /// See ``Waiting/cleanUp(_:)``.
    func cleanUp(_ body: @escaping @Sendable () async -> Void) async { await waiting.cleanUp(body) }

    /// Tries again what nobody but the caller knows to be worth it.
    func retrying(_ body: () async throws -> Void) async throws {
        try await RetrySchedule(tries: Self.tries, waiting: waiting).run(body)
    }

    /// What went wrong on the way, in our words.
    func trouble(_ error: any Error) -> LifeboatError { WebTrouble.error(error, server.authority) }

    private func schedule(_ request: WebDAVRequest) -> RetrySchedule {
        RetrySchedule(tries: request.isRepeatable ? Self.tries : 1, waiting: waiting)
    }

    /// - Throws: ``LifeboatError/Kind/temporary`` where it is worth another try.
    private func attempt(_ request: WebDAVRequest) async throws -> HTTPClientResponse {
        for isLast in [false, true] {
            let authorization = login.authorization(request.method, path: request.path)
            let response = try await send(request, authorization)
            if (200..<300).contains(response.status.code) {
                // To a PROPFIND it is the answer. To all others it says which parts have failed (RFC 4918, 9.6.1 and 9.9.4).
                guard response.status == .multiStatus, request.method != .PROPFIND else { return response }
                throw LifeboatError(
                    .temporary, "the server could not \(request.purpose) all of it (207)",
                    why: "\(request.method.rawValue) \(request.path) at \(server.authority)")
            }
            let answer = try await collect(response, 1 << 20)
            // It asks who we are; or what we answered to has grown old.
            if answer.status == 401, login.takeUp(answer.headers, refused: authorization), !request.isSpent, !isLast {
                continue
            }
            throw WebDAVRefusal(answer).error(request, at: server.authority)
        }
        preconditionFailure("the second try either succeeds or throws")
    }

    private func send(_ request: WebDAVRequest, _ authorization: String?) async throws -> HTTPClientResponse {
        var prepared = HTTPClientRequest(url: url(of: request.path))
        prepared.method = request.method
        prepared.headers = HTTPHeaders(request.headers)
        if let authorization { prepared.headers.add(name: "authorization", value: authorization) }
        switch request.body {
        case .none: return try await web.get().send(prepared)
        case .small(let bytes): return try await web.get().send(prepared, body: bytes)
        case .stream(let stream):
            return try await web.get().send(prepared, stream: stream)
        }
    }

    private func collect(_ response: HTTPClientResponse, _ limit: Int) async throws -> WebAnswer {
        do {
            let body = try await response.body.collect(upTo: limit)
            return WebAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
        } catch {
            throw trouble(error)
        }
    }
}
