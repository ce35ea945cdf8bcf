import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

/// What happens to uploads and downloads when the way to the server, or the server, does wrong. The server behind is
/// rclone's, which checks each signature.
@Suite("Faults of S3", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3FaultTests {
    static let large = Array("0123456789abcdef".utf8).repeated(to: 20 << 20)
    static let key = ObjectKey(names: "job", "object")

    private func with(
        _ rules: [WebFaults.Rule], server: S3Server = .rclone, _ body: (S3Storage, WebFaults) async throws -> Void
    ) async throws {
        try await WebFaults.with(server: server.port, rules) { faults in
            let folder = "faults-\(UInt32.random(in: .min ... .max))"
            try await body(try server.storage(folder: folder, port: faults.port), faults)
        }
    }

    private static func document(_ code: String, _ extra: String = "") -> String {
        "<Error><Code>\(code)</Code><Message>said the server</Message>\(extra)</Error>"
    }

    private static func answer(_ status: Int, _ code: String, _ extra: String = "") -> String {
        "{\"answer\": \(status), \"body\": \"\(document(code, extra))\"}"
    }

    // MARK: What is survived

    static let passing = [
        WebFaults.Rule(method: "PUT", contains: "partNumber=2", action: "{\"reset\": 3000000}"),
        WebFaults.Rule(method: "PUT", contains: "partNumber=1", action: "{\"reset\": 0}"),
        WebFaults.Rule(method: "PUT", contains: "partNumber", times: 5, action: answer(503, "SlowDown")),
        WebFaults.Rule(method: "PUT", contains: "partNumber=3", times: 4, action: answer(500, "InternalError")),
        WebFaults.Rule(method: "PUT", contains: "partNumber=2", action: answer(400, "RequestTimeout")),
        WebFaults.Rule(method: "PUT", contains: "partNumber=2", action: answer(400, "XAmzContentSHA256Mismatch")),
        WebFaults.Rule(
            method: "PUT", contains: "partNumber=2", action: "{\"answer\": 502, \"body\": \"<html>bad gateway</html>\"}"
        ),
        WebFaults.Rule(method: "PUT", contains: "partNumber=2", action: "{\"lose\": true}"),
        WebFaults.Rule(method: "POST", contains: "uploads", action: answer(503, "SlowDown")),
        WebFaults.Rule(method: "POST", contains: "uploadId", action: answer(200, "InternalError")),
        WebFaults.Rule(method: "POST", contains: "uploadId", action: "{\"reset\": 10}"),
        WebFaults.Rule(method: "POST", contains: "uploadId", action: "{\"lose\": true}"),
        WebFaults.Rule(method: "GET", contains: "object", action: "{\"truncate\": 5000000}"),
        WebFaults.Rule(method: "GET", contains: "object", times: 3, action: "{\"truncate\": 9000000}"),
        WebFaults.Rule(method: "GET", contains: "object", action: answer(503, "SlowDown")),
        WebFaults.Rule(method: "HEAD", contains: "object", action: "{\"answer\": 503}"),
    ]

    @Test("A fault that passes costs a try, and nothing else", arguments: passing)
    func survived(_ rule: WebFaults.Rule) async throws {
        try await with([rule]) { storage, faults in
            let stored = try await storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(stored.size == Int64(Self.large.count))
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            let requests = try faults.requests().filter {
                $0.method == rule.method && $0.path.contains(rule.contains)
            }
            #expect(requests.count > rule.times, "the fault was not met, or nothing was tried again")
        }
    }

    static let passingForSmallOnes = [
        WebFaults.Rule(method: "PUT", action: "{\"lose\": true}"),
        WebFaults.Rule(method: "PUT", action: "{\"reset\": 100}"),
        WebFaults.Rule(method: "PUT", times: 6, action: answer(503, "SlowDown")),
    ]

    @Test("An object in one request is stored once, whatever got lost", arguments: passingForSmallOnes)
    func small(_ rule: WebFaults.Rule) async throws {
        try await with([rule]) { storage, _ in
            try await _ = storage.put(ByteStream(Array("receipt".utf8)), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == Array("receipt".utf8))
        }
    }

    @Test("An exclusive put whose answer got lost knows its own object again")
    func lostAnswer() async throws {
        try await with([WebFaults.Rule(method: "PUT", action: "{\"lose\": true}")], server: .moto) { storage, faults in
            try await _ = storage.put(ByteStream(Array("receipt".utf8)), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == Array("receipt".utf8))
            #expect(try faults.requests().filter { $0.method == "PUT" }.count == 2)
        }
    }

    @Test("An upload whose last answer got lost, and that is refused when it is asked for again, knows its own object")
    func lostCompletion() async throws {
        let refused = WebFaults.Rule(
            method: "POST", contains: "uploadId", action: Self.answer(412, "PreconditionFailed"))
        let lost = WebFaults.Rule(method: "POST", contains: "uploadId", action: "{\"lose\": true}")
        try await with([lost, refused], server: .moto) { storage, _ in
            let stored = try await storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(stored.size == Int64(Self.large.count))
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
        }
        // Another's object of the same size, stored meanwhile, is not taken for it.
        try await with([refused], server: .moto) { storage, faults in
            let direct = try S3Server.moto.storage(folder: storage.configuration.folder)
            let given = Mutex(false)
            let body = ByteStream { () -> Block? in
                guard !given.withLock({ $0 }) else { return nil }
                given.withLock { $0 = true }
                try await _ = direct.put(ByteStream(Self.large.reversed()), at: Self.key, PutOptions())
                return Block(Self.large)
            }
            await expectLifeboatError(.alreadyExists) { try await _ = storage.put(body, at: Self.key, PutOptions()) }
            #expect(try await direct.readAll(Self.key, limit: 32 << 20) == Self.large.reversed())
        }
    }

    @Test("A server that does not know conditions is asked without")
    func noConditions() async throws {
        try await with([WebFaults.Rule(method: "PUT", action: Self.answer(501, "NotImplemented"))]) { storage, faults in
            try await _ = storage.put(ByteStream(Array("receipt".utf8)), at: Self.key, PutOptions())
            #expect(try await storage.stat(Self.key)?.size == 7)
            #expect(try faults.requests().filter { $0.method == "PUT" }.count == 2)
        }
    }

    @Test("A region that the configuration does not name is learnt from the answer")
    func regionLearnt() async throws {
        let rule = WebFaults.Rule(
            method: "PUT", action: Self.answer(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"))
        try await WebFaults.with(server: S3Server.moto.port, [rule]) { faults in
            var configuration = try S3Server.moto.configuration(folder: "region", port: faults.port)
            configuration.region = nil
            let storage = S3Storage.forTests(configuration)
            try await _ = storage.put(ByteStream([1]), at: Self.key, PutOptions(onExisting: .replace))
            let last = try #require(try faults.requests().last { $0.method == "PUT" })
            #expect(last.authorization.contains("/eu-west-1/s3/"))
        }
    }

    // MARK: What fails

    struct Failure: Sendable, CustomTestStringConvertible {
        var rule: WebFaults.Rule
        var kind: LifeboatError.Kind
        var words: String

        var testDescription: String { words }
    }

    static let staying = [
        Failure(
            rule: WebFaults.Rule(method: "PUT", contains: "partNumber=2", times: 99, action: answer(503, "SlowDown")),
            kind: .temporary, words: "part 2: the server is busy (503 SlowDown)"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", contains: "partNumber=3", action: answer(403, "AccessDenied")),
            kind: .accessDenied, words: "the credentials need the right s3:PutObject on lifeboat"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", contains: "partNumber=2", times: 99, action: "{\"reset\": 1000}"),
            kind: .temporary, words: "part 2: the connection to 127.0.0.1"),
        Failure(
            rule: WebFaults.Rule(method: "POST", contains: "uploadId", times: 99, action: answer(200, "InternalError")),
            kind: .temporary, words: "InternalError"),
        Failure(
            rule: WebFaults.Rule(method: "POST", contains: "uploadId", action: answer(200, "InvalidPart")),
            kind: .failed,
            words: "the server refuses to write (200 InvalidPart)"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", contains: "partNumber=1", action: answer(507, "QuotaExceeded")),
            kind: .noSpace,
            words: "the storage is full"),
    ]

    @Test("A fault that stays is told, and leaves nothing behind", arguments: staying)
    func failures(_ failure: Failure) async throws {
        try await with([failure.rule], server: .moto) { storage, faults in
            let error = await #expect(throws: LifeboatError.self) {
                try await storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            }
            #expect(error?.kind == failure.kind)
            #expect(error?.description.contains(failure.words) == true, "\(error?.description ?? "")")
            let left = try await storage.listAll()
            #expect(left.isEmpty)
            #expect(try await storage.removeAbandoned(below: .root, olderThan: .distantFuture) == 0)
            #expect(try faults.requests().contains { $0.method == "DELETE" && $0.path.contains("uploadId") })
        }
    }

    static let refusals = [
        Failure(
            rule: WebFaults.Rule(times: 99, action: answer(403, "SignatureDoesNotMatch")), kind: .accessDenied,
            words: "access denied (403 SignatureDoesNotMatch)"),
        Failure(
            rule: WebFaults.Rule(times: 99, action: answer(403, "InvalidAccessKeyId")), kind: .accessDenied,
            words: "hint: the server does not know `access_key_id`"),
        Failure(
            rule: WebFaults.Rule(times: 99, action: answer(404, "NoSuchBucket")), kind: .notFound,
            words: "hint: make the bucket lifeboat, or correct `bucket_name`"),
        Failure(
            rule: WebFaults.Rule(
                times: 99,
                action: "{\"answer\": 403, \"headers\": {\"Date\": \"Fri, 24 May 2013 00:00:00 GMT\"}, \"body\": \""
                    + document("RequestTimeTooSkewed") + "\"}"), kind: .accessDenied,
            words: "hint: this machine's clock is"),
        Failure(
            rule: WebFaults.Rule(
                times: 99, action: answer(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")),
            kind: .failed, words: "hint: the bucket answers for eu-west-1, the configuration says us-east-1"),
        Failure(
            rule: WebFaults.Rule(times: 99, action: "{\"answer\": 200, \"body\": \"<html><p>Welcome<br></html>\"}"),
            kind: .failed,
            words: "hint: does `endpoint` name an S3 server?"),
    ]

    @Test("A refusal says what to do", arguments: refusals)
    func explained(_ failure: Failure) async throws {
        try await with([failure.rule]) { storage, _ in
            let error = await #expect(throws: LifeboatError.self) { try await storage.listAll() }
            #expect(error?.kind == failure.kind)
            #expect(error?.description.contains(failure.words) == true, "\(error?.description ?? "")")
        }
    }

    @Test("A wrong secret is refused by a server that checks signatures")
    func wrongSecret() async throws {
        var configuration = try S3Server.rclone.configuration()
        configuration.secretAccessKey = Secret("not-the-secret")
        let storage = S3Storage.forTests(configuration)
        let error = await #expect(throws: LifeboatError.self) { try await storage.listAll() }
        #expect(error?.kind == .accessDenied)
        #expect(error?.description.contains("not-the-secret") == false)
    }

    @Test("A download whose object is replaced meanwhile throws instead of mixing two")
    func replacedMeanwhile() async throws {
        try await with(
            [WebFaults.Rule(method: "GET", contains: "object", action: "{\"truncate\": 19000000}")], server: .moto
        ) {
            storage, _ in
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            await #expect(throws: LifeboatError.self) {
                try await storage.read(Self.key, range: nil) { stream in
                    _ = try await stream.next()
                    // While the first answer is still being read.
                    let other = ByteStream(Array(Self.large.reversed()))
                    try await _ = storage.put(other, at: Self.key, PutOptions(onExisting: .replace))
                    while try await stream.next() != nil {}
                }
            }
        }
    }

    @Test("Nobody listens: the error says where")
    func unreachable() async throws {
        let storage = try S3Server.moto.storage(port: 1)
        let error = await #expect(throws: LifeboatError.self) { try await storage.listAll() }
        #expect(error?.kind == .temporary)
        #expect(error?.summary.contains("cannot connect to 127.0.0.1") == true, "\(error?.summary ?? "")")
    }
}

extension [UInt8] {
    /// Over and over, up to this length and a bit odd.
    func repeated(to count: Int) -> [UInt8] {
        Array((0..<count / self.count).flatMap { _ in self }) + prefix(7)
    }
}
