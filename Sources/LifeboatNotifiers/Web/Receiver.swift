import AsyncHTTPClient
import LifeboatCore
import LifeboatProcesses
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// A server that takes messages by HTTP: how each notifier talks to one.
///
/// A message counts as taken when the server says so with a status of 2xx. What it says for a moment only is tried again, a
/// few times; what it refuses is not. Addresses and headers may be secrets, so no error shows more than the host.
struct Receiver: Sendable {
    /// So much of an answer is read at most: more is not meant for us.
    private static let longestAnswer = 64 << 10

    private let address: WebAddress
    private let client: WebClient
    private let timeout: Duration
    private let retries: RetrySchedule
    private let redaction: Redaction

    /// - Parameters:
    ///   - secrets: what must not be shown, besides the address itself.
    ///   - tries: the first one included.
    init(
        _ address: WebAddress, _ options: WebOptions, secrets: [Secret], timeout: Duration, tries: Int = 3,
        _ outside: WebSurroundings
    ) throws {
        self.address = address
        self.timeout = timeout
        client = try WebClient(
            scheme: address.scheme, host: address.host, options, environment: outside.environment,
            patience: .nanoseconds(timeout.components.seconds * 1_000_000_000))
        retries = RetrySchedule(
            tries: tries, firstPause: .seconds(1), longestPause: .seconds(10), waiting: outside.waiting)
        redaction = Redaction(secrets: secrets + address.secrets)
    }

    /// - Parameter understand: looks at the answer of a server that said yes, and throws where it was a no.
    func send(
        _ method: String, to url: String? = nil, headers: [(String, String)] = [], type: String, body: [UInt8],
        understand: @escaping @Sendable ([UInt8]) throws -> Void = { _ in }
    ) async throws {
        let limit = LifeboatError(
            .temporary, "no answer from \(address.host) within \(DurationText.describe(timeout))")
        do {
            try await retries.run {
                try await withTimeout(timeout, clock: ContinuousClock(), otherwise: limit) {
                    try await attempt(method, url ?? address.text, headers, type, body, understand)
                }
            }
        } catch {
            throw redacted(LifeboatError(wrapping: error))
        }
    }

    private func attempt(
        _ method: String, _ url: String, _ headers: [(String, String)], _ type: String, _ body: [UInt8],
        _ understand: @Sendable ([UInt8]) throws -> Void
    ) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(headers)
        if !body.isEmpty, !request.headers.contains(name: "content-type") {
            request.headers.add(name: "content-type", value: type)
        }
        request.headers.replaceOrAdd(name: "user-agent", value: "lifeboat")
        request.body = .bytes(ByteBuffer(bytes: body))
        let answer = try await client.sendForText(request, limit: Self.longestAnswer)
        guard answer.isSuccess else { throw refusal(answer) }
        try understand(answer.body)
    }

    private func refusal(_ answer: WebAnswer) -> LifeboatError {
        let words = answer.text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) }
        let what = "\(address.host) does not take it: status \(answer.status)"
        switch answer.status {
        case 408, 425, 429, 500...599: return LifeboatError(.temporary, what, why: words)
        case 300...399:
            return LifeboatError(
                .refused, what, hint: "it names another address; redirects are not followed: use that one")
        case 401, 403:
            return LifeboatError(.accessDenied, what, why: words, hint: "check its token, password and address")
        case 404, 410: return LifeboatError(.notFound, what, why: words, hint: "check its address")
        default: return LifeboatError(.refused, what, why: words, hint: "see what it wants to be sent")
        }
    }

    private func redacted(_ error: LifeboatError) -> LifeboatError {
        var error = error
        error.what = redaction.apply(to: error.what)
        error.why = error.why.map(redaction.apply)
        return error
    }
}
