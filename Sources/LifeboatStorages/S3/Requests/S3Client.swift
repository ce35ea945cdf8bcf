import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends requests to one bucket: signs them, tries again what failed for a moment, and turns what the server refuses
/// into errors.
final class S3Client: Sendable {
    /// Enough to outlive a server that is started again: three quarters of a minute, or more.
    static let triesOfUploads = 9
    private static let standardTries = 5

    let now: @Sendable () -> Date
    private let configuration: S3StorageConfiguration
    /// Or why there is none: then that is the answer to every request.
    private let web: Result<WebClient, any Error>
    private let endpoint: S3Endpoint
    private let credentials: S3CredentialStore
    private let waiting: Waiting
    /// Where requests are signed for; what the server says when the configuration does not.
    private let region: Mutex<String>
    /// Off where the server turned out not to know the condition of an exclusive request.
    private let knowsConditions = Mutex(true)
    /// On where checksums turned out not to be enough.
    private let mustSignParts = Mutex(false)

    /// - Parameter patience: how long the server may be silent.
    init(
        _ configuration: S3StorageConfiguration, environment: [String: String], now: @escaping @Sendable () -> Date,
        waiting: Waiting, patience: TimeAmount = WebClient.patience
    ) {
        self.configuration = configuration
        self.now = now
        self.waiting = waiting
        let region = configuration.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        self.region = Mutex(region ?? "us-east-1")
        let endpoint = S3Endpoint(configuration)
        self.endpoint = endpoint
        web = Result {
            try WebClient(
                scheme: endpoint.scheme, host: endpoint.hostName(region ?? "us-east-1"), configuration.web,
                environment: environment, patience: patience)
        }
        credentials = S3CredentialStore(configuration, environment: environment, now: now)
    }

    /// Whether it is the original, and not one of those that speak its language.
    var isAmazon: Bool { endpoint.isAmazon }

    /// Whether the server is told, beside the signature's, a checksum of each body that it keeps with the object. It wants
    /// one wherever objects are locked; elsewhere many refuse the header.
    var sendsChecksums: Bool { configuration.objectLock != nil || trustsChecksums }

    /// Whether the signature of a part covers its bytes. Over TLS nobody on the way can change them, and the checksum is
    /// enough for what happens by accident; to compute SHA-256 as well takes a fourth of the CPU of an upload.
    var signsParts: Bool { !trustsChecksums || endpoint.scheme != "https" || mustSignParts.withLock { $0 } }

    private var trustsChecksums: Bool { configuration.checksums ?? endpoint.isAmazon }

    func signParts() { mustSignParts.withLock { $0 = true } }

    // MARK: Requests

    /// The answer to a request that is small by nature.
    func answer(to request: S3Request, tries: Int = S3Client.standardTries) async throws -> WebAnswer {
        try await schedule(tries).run { try await collect(try await attempt(request)) }
    }

    /// The answer as XML, whose root has to begin with `name`: what stands between us and a server answers in well-formed
    /// XHTML. How the name ends, servers do not agree on.
    func element(
        _ name: String, answering request: S3Request, tries: Int = S3Client.standardTries
    ) async throws -> XMLElement {
        try await schedule(tries).run {
            let answer = try await collect(try await attempt(request))
            guard let element = XMLElement.parse(answer.body) else {
                throw LifeboatError(
                    .failed, "the server's answer is none of S3", why: "it is not XML",
                    hint: "does `endpoint` name an S3 server? It is \(endpoint.host)")
            }
            // To put the parts together may fail after the server has begun to answer with 200.
            if element.name == "Error" { throw refusal(of: request, answer) }
            guard element.name.hasPrefix(name) else {
                throw LifeboatError(
                    .failed, "the server's answer is none of S3", why: "it is \(element.name) instead of \(name)",
                    hint: "does `endpoint` name an S3 server? It is \(endpoint.host)")
            }
            return element
        }
    }

    /// An answer whose body is still to be read.
    func open(_ request: S3Request) async throws -> HTTPClientResponse {
        try await schedule(Self.standardTries).run { try await attempt(request) }
    }

    /// See ``Waiting/cleanUp(_:)``.
    func cleanUp(_ body: @escaping @Sendable () async -> Void) async { await waiting.cleanUp(body) }

    /// What went wrong on the way, in our words.
    func trouble(_ error: any Error) -> LifeboatError { WebTrouble.error(error, endpoint.host) }

    private func schedule(_ tries: Int) -> RetrySchedule { RetrySchedule(tries: tries, waiting: waiting) }

    /// - Throws: ``LifeboatError/Kind/temporary`` where it is worth another try.
    private func attempt(_ request: S3Request) async throws -> HTTPClientResponse {
        let identity = try await credentials.current()
        let region = region.withLock { $0 }
        let response = try await web.get().send(prepared(request, identity, region), body: request.body?.bytes)
        guard !(200..<300).contains(response.status.code) else { return response }
        var answer = try await collect(response)
        if request.method == .HEAD, [301, 307, 400, 403].contains(answer.status) {
            // Such an answer has no body that would say why; that to a GET has.
            var reading = request
            reading.method = .GET
            reading.headers.append(("range", "bytes=0-0"))
            let explained = try await collect(try await web.get().send(prepared(reading, identity, region), body: nil))
            if !explained.isSuccess { answer = explained }
        }
        if let condition = S3Refusal.Condition(answer, for: request) {
            switch condition {
            case .expired: await credentials.discard(identity)
            case .conditionUnknown: knowsConditions.withLock { $0 = false }
            case .region(let name):
                guard configuration.region == nil, name != region else { throw refusal(of: request, answer) }
                self.region.withLock { $0 = name }
            }
            throw refusal(of: request, answer, .temporary)
        }
        throw refusal(of: request, answer)
    }

    private func prepared(_ request: S3Request, _ identity: S3Credentials, _ region: String) -> HTTPClientRequest {
        let address = endpoint.address(of: request, region)
        var prepared = HTTPClientRequest(url: address.url)
        prepared.method = request.method
        var headers = [("host", address.host)] + request.headers
        if sendsChecksums, request.method == .PUT, let checksum = request.body?.checksum {
            headers.append(("x-amz-checksum-\(checksum.algorithm.lowercased())", checksum.value))
            headers.append(("x-amz-sdk-checksum-algorithm", checksum.algorithm))
        }
        if request.isExclusive, knowsConditions.withLock({ $0 }) { headers.append(("if-none-match", "*")) }
        let signature = SignatureV4(credentials: identity, region: region, service: "s3", date: now())
        prepared.headers = HTTPHeaders(
            signature.signed(
                request.method.rawValue, path: address.path, query: request.query, headers: headers,
                payload: (request.body ?? .empty).signedPayload))
        return prepared
    }

    private func collect(_ response: HTTPClientResponse) async throws -> WebAnswer {
        do {
            let body = try await response.body.collect(upTo: 16 << 20)
            return WebAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
        } catch {
            throw trouble(error)
        }
    }

    private func refusal(
        of request: S3Request, _ answer: WebAnswer, _ kind: LifeboatError.Kind? = nil
    ) -> LifeboatError {
        S3Refusal(answer, now: now()).error(
            request, bucket: configuration.bucket, region: region.withLock { $0 }, kind: kind)
    }
}
