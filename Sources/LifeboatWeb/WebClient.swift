package import AsyncHTTPClient
import Foundation
import LifeboatCore
package import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks HTTP with one server, and says in our words what went wrong on the way. What the server answers, errors too,
/// is for the caller to understand.
///
/// TLS certificates are always verified, redirects never followed: neither credentials nor data go where nobody sent
/// them.
package final class WebClient: Sendable {
    private let client: HTTPClient

    /// - Parameters:
    ///   - environment: names the proxies, as it does for every other program.
    ///   - patience: how long the server may be silent.
    package init(
        scheme: String, host: String, _ options: WebOptions, environment: [String: String],
        patience: TimeAmount = .seconds(120)
    ) throws {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try options.tlsConfiguration(), redirectConfiguration: .disallow,
            timeout: .init(connect: min(patience, .seconds(20)), read: patience, write: patience),
            proxy: try WebProxy(scheme: scheme, host: host, environment: environment)?.setting)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // It keeps itself alive until its connections are closed.
        client.shutdown { _ in }
    }

    /// Sends one request and gives what the server answers, whatever its status. The answer's body comes as it is read.
    package func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw WebTrouble.error(error, URL(string: request.url)?.host ?? request.url)
        }
    }

    /// Sends one request whose answer is small, and reads it whole.
    package func sendForText(_ request: HTTPClientRequest, limit: Int = 4 << 20) async throws -> WebAnswer {
        let response = try await send(request)
        do {
            let body = try await response.body.collect(upTo: limit)
            return WebAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
        } catch {
            throw WebTrouble.error(error, URL(string: request.url)?.host ?? request.url)
        }
    }
}
