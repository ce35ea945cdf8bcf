package import AsyncHTTPClient
import Foundation
package import LifeboatCore
package import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks HTTP with one server, and says in our words what went wrong on the way. What the server answers, errors too,
/// is for the caller to understand.
///
/// TLS certificates are always verified, redirects never followed: neither credentials nor data go where nobody sent
/// them.
package final class WebClient: Sendable {
    /// How long a server may be silent. Less than what a whole storage may, so that there is time for another try.
    package static let patience = TimeAmount.seconds(100)

    private let client: HTTPClient
    private let patience: TimeAmount

    /// - Parameters:
    ///   - environment: names the proxies, as it does for every other program.
    ///   - patience: how long the server may be silent.
    package init(
        scheme: String, host: String, _ options: WebOptions, environment: [String: String],
        patience: TimeAmount = WebClient.patience
    ) throws {
        self.patience = patience
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try options.tlsConfiguration(), redirectConfiguration: .disallow,
            // Not for writing: that would be about a source that is slow.
            timeout: .init(connect: min(patience, .seconds(20)), read: patience),
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

    /// Sends one request with a body that is in memory. Throws when the server stops taking it.
    package func send(_ request: HTTPClientRequest, body: ByteBuffer?) async throws -> HTTPClientResponse {
        guard let body else { return try await send(request) }
        let slices = BodySlices(body)
        var whole = request
        whole.body = .stream(slices, length: .known(Int64(body.readableBytes)))
        return try await withThrowingTaskGroup(of: HTTPClientResponse?.self) { [whole] group in
            defer { group.cancelAll() }
            group.addTask { try await self.send(whole) }
            group.addTask {
                try await self.untilStalled(slices)
                throw LifeboatError(
                    .temporary, "the server has taken nothing for \(self.patience.nanoseconds / 1_000_000_000) s",
                    why: URL(string: request.url)?.host)
            }
            guard let response = try await group.next() ?? nil else { throw CancellationError() }
            return response
        }
    }

    /// Sends one request with a body of unknown length, of which only what is on its way is in memory. For how long the server
    /// takes nothing is for the caller to watch: it may be the body that does not come.
    package func send(_ request: HTTPClientRequest, stream: ByteStream) async throws -> HTTPClientResponse {
        var whole = request
        whole.body = .stream(StreamedBody(stream: stream), length: .unknown)
        return try await send(whole)
    }

    /// Returns when the server has taken no slice of a body for too long. The time for an answer is not counted here.
    private func untilStalled(_ slices: BodySlices) async throws {
        var taken = -1
        while slices.taken != taken || slices.isAtEnd {
            taken = slices.taken
            try await Task.sleep(nanoseconds: UInt64(patience.nanoseconds))
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
