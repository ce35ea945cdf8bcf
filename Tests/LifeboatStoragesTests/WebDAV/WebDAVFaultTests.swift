import Foundation
import LifeboatCore
import LifeboatTesting
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import LifeboatStorages

/// What happens when the way to the server, or the server, does wrong. The server behind is WsgiDAV.
@Suite("Faults of WebDAV", .enabled(if: WebDAVServer.isHere, "WsgiDAV and rclone are not installed"))
struct WebDAVFaultTests {
    static let key = ObjectKey(names: "job", "object")
    static let small = Array("receipt".utf8)
    static let large = Array("0123456789abcdef".utf8).repeated(to: 5 << 20)

    private func with(
        _ rules: [WebFaults.Rule], _ body: (WebDAVStorage, WebFaults, String) async throws -> Void
    ) async throws {
        try await WebFaults.with(server: WebDAVServer.wsgidav.service.port, rules) { faults in
            let folder = "faults-\(UInt32.random(in: .min ... .max))"
            try await body(try WebDAVServer.wsgidav.storage(folder: folder, port: faults.port), faults, folder)
        }
    }

    private static func inBlocks(_ bytes: [UInt8]) -> ByteStream {
        ByteStream(
            blocks: stride(from: 0, to: bytes.count, by: 1 << 20).map {
                Block(bytes[$0..<min($0 + 1 << 20, bytes.count)])
            })
    }

    static let passing = [
        WebFaults.Rule(method: "PROPFIND", times: 3, action: "{\"answer\": 503}"),
        WebFaults.Rule(method: "PROPFIND", action: "{\"reset\": 0}"),
        WebFaults.Rule(method: "PROPFIND", action: "{\"truncate\": 100}"),
        WebFaults.Rule(method: "MKCOL", action: "{\"lose\": true}"),
        WebFaults.Rule(method: "MKCOL", action: "{\"answer\": 500}"),
        WebFaults.Rule(method: "PUT", action: "{\"reset\": 3}"),
        WebFaults.Rule(method: "PUT", times: 2, action: "{\"lose\": true}"),
        WebFaults.Rule(method: "MOVE", action: "{\"lose\": true}"),
        WebFaults.Rule(method: "GET", action: "{\"truncate\": 3}"),
        WebFaults.Rule(method: "GET", action: "{\"answer\": 502}"),
    ]

    @Test("A fault that passes costs a try, and nothing else, for a small object", arguments: passing)
    func survived(_ rule: WebFaults.Rule) async throws {
        try await with([rule]) { storage, _, folder in
            try await _ = storage.put(ByteStream(Self.small), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == Self.small)
            #expect(try WebDAVServer.wsgidav.paths(below: folder) == ["job", "job/object"])
        }
    }

    @Test("A download that breaks goes on where it was")
    func download() async throws {
        try await with([WebFaults.Rule(method: "GET", times: 2, action: "{\"truncate\": 1500000}")]) {
            storage, way, _ in
            try await _ = storage.put(Self.inBlocks(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 8 << 20) == Self.large)
            #expect(try way.requests().filter { $0.method == "GET" }.count == 3)
        }
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var rule: WebFaults.Rule
        var kind: LifeboatError.Kind
        var words: String

        var testDescription: String { words }
    }

    static let staying = [
        Failure(
            rule: WebFaults.Rule(method: "PUT", times: 99, action: "{\"answer\": 507}"), kind: .noSpace,
            words: "the storage is full (507)"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", action: "{\"reset\": 2000000}"), kind: .temporary,
            words: "the connection to 127.0.0.1"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", times: 99, action: "{\"answer\": 411}"), kind: .refused,
            words: "let the server take bodies in chunks"),
        Failure(
            rule: WebFaults.Rule(method: "PUT", times: 99, action: "{\"answer\": 201}"), kind: .incomplete,
            words: "the server did not keep the 5242887 bytes"),
        Failure(
            rule: WebFaults.Rule(method: "MKCOL", times: 99, action: "{\"answer\": 403}"), kind: .accessDenied,
            words: "the user needs the right to make a folder"),
        Failure(
            rule: WebFaults.Rule(method: "MOVE", times: 99, action: "{\"answer\": 502}"), kind: .temporary,
            words: "the server is busy (502)"),
        Failure(
            rule: WebFaults.Rule(method: "MOVE", times: 99, action: "{\"answer\": 405}"), kind: .refused,
            words: "the server does not know how to rename"),
    ]

    @Test("A fault that stays is told, and leaves nothing behind", arguments: staying)
    func failures(_ failure: Failure) async throws {
        try await with([failure.rule]) { storage, _, folder in
            let error = await #expect(throws: LifeboatError.self) {
                try await storage.put(Self.inBlocks(Self.large), at: Self.key, PutOptions())
            }
            #expect(error?.kind == failure.kind)
            #expect(error?.description.contains(failure.words) == true, "\(error?.description ?? "")")
            let left = try WebDAVServer.wsgidav.paths(below: folder)
            #expect(left.filter { $0 != "job" } == [])
        }
    }

    @Test("A body that fails in the middle is not renamed, and the reason is its own")
    func failingBody() async throws {
        try await with([]) { storage, way, folder in
            let given = Mutex(0)
            let body = ByteStream {
                let number = given.withLock { given -> Int in
                    given += 1
                    return given
                }
                guard number <= 4 else { throw LifeboatError(.incomplete, "the tool died") }
                return Block([UInt8](repeating: 7, count: 1 << 20))
            }
            let error = await #expect(throws: LifeboatError.self) {
                try await storage.put(body, at: Self.key, PutOptions())
            }
            #expect(error?.what == "the tool died")
            let requests = try way.requests()
            #expect(!requests.contains { $0.method == "MOVE" })
            // The server may write what it has of the body after the temporary file was removed.
            let left = try WebDAVServer.wsgidav.paths(below: folder)
            #expect(left.filter { !$0.hasPrefix("job/.lifeboat-") } == ["job"])
        }
    }

    @Test("What a server has done in part only (207) is not done", arguments: ["MOVE", "DELETE"])
    func multiStatus(method: String) async throws {
        let rule = WebFaults.Rule(method: method, times: 99, action: "{\"answer\": 207, \"body\": \"<multistatus/>\"}")
        try await with([rule]) { storage, _, folder in
            let error = await #expect(throws: LifeboatError.self) {
                _ = try await storage.put(Self.inBlocks(Self.large), at: Self.key, PutOptions())
                try await storage.delete(Self.key)
            }
            #expect(error?.kind == .temporary && error?.what.contains("(207)") == true, "\(error?.description ?? "")")
            let isThere = try await storage.stat(Self.key) != nil
            #expect(isThere == (method == "DELETE"))
        }
    }

    @Test(
        "A listing that leaves something unsaid is an error, and not a shorter listing",
        arguments: [
            // A file without a size, one whose kind is unknown, one that failed, and none of the place that was asked for.
            "<d:response><d:href>/mine/a</d:href><d:propstat><d:prop><d:resourcetype/></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>",
            "<d:response><d:href>/mine/a</d:href><d:propstat><d:prop><d:getcontentlength>1</d:getcontentlength></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>",
            "<d:response><d:href>/mine/a</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>",
            nil,
        ])
    func unsaid(file: String?) async throws {
        let folder =
            "<d:response><d:href>/mine/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype>"
            + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        let body = "<d:multistatus xmlns:d='DAV:'>\(file.map { folder + $0 } ?? "")</d:multistatus>"
        let rule = WebFaults.Rule(method: "PROPFIND", times: 99, action: "{\"answer\": 207, \"body\": \"\(body)\"}")
        try await WebFaults.with([rule]) { server in
            let storage = try WebDAVServer.wsgidav.storage(folder: "mine", port: server.port)
            await #expect(throws: LifeboatError.self) { _ = try await storage.listAll() }
        }
    }

    @Test("A server that speaks of another place than it was asked for is not believed")
    func foreignReferences() async throws {
        func listing(_ reference: String) -> String {
            let folder =
                "<d:response><d:href>/mine/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype>"
                + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
            let file =
                "<d:response><d:href>\(reference)</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>1</d:getcontentlength>"
                + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
            return "<d:multistatus xmlns:d='DAV:'>\(folder)\(file)</d:multistatus>"
        }
        func list(_ reference: String) async throws -> [String] {
            let body = listing(reference)
            let rule = WebFaults.Rule(method: "PROPFIND", times: 99, action: "{\"answer\": 207, \"body\": \"\(body)\"}")
            var found: [String] = []
            try await WebFaults.with([rule]) { server in
                let storage = try WebDAVServer.wsgidav.storage(folder: "mine", port: server.port)
                found = try await storage.listAll().map(\.key.path)
            }
            return found
        }
        #expect(try await list("/mine/object") == ["object"])
        #expect(try await list("http://elsewhere.example/mine/object") == ["object"], "only its path counts")
        for reference in ["/mine/../other/object", "/other/object", "/mine/deep/object", "http://[", "", "/object"] {
            let error = await #expect(throws: LifeboatError.self, "\(reference)") { _ = try await list(reference) }
            #expect(error?.what.contains("was asked for /mine/") == true, "\(error?.description ?? "")")
        }
        // What never was a key is not ours.
        #expect(try await list("/mine/%2e%2e") == [])
        #expect(try await list("/mine/a%2Fb") == [])
    }

    @Test("A page for people is no answer of WebDAV, and neither is a way elsewhere")
    func notWebDAV() async throws {
        let page = WebFaults.Rule(times: 9, action: "{\"answer\": 200, \"body\": \"<html>Welcome<br></html>\"}")
        let moved = WebFaults.Rule(
            times: 9, action: "{\"answer\": 301, \"headers\": {\"Location\": \"https://new.example/dav\"}}")
        for (rule, words) in [(page, "does `host` name what the server offers"), (moved, "https://new.example/dav")] {
            try await WebFaults.with([rule]) { server in
                let storage = try WebDAVServer.wsgidav.storage(folder: "x", port: server.port)
                let error = await #expect(throws: LifeboatError.self) { try await storage.stat(Self.key) }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test("A wrong password is told once, and shown nowhere", arguments: WebDAVServer.allCases)
    func wrongPassword(server: WebDAVServer) async throws {
        try await WebFaults.with(server: server.service.port, []) { way in
            var configuration = try server.configuration(folder: "x", port: way.port)
            configuration.password = Secret("not-the-secret")
            let storage = WebDAVStorage.forTests(configuration)
            let error = await #expect(throws: LifeboatError.self) { try await storage.stat(Self.key) }
            #expect(error?.kind == .accessDenied)
            #expect(error?.hint == "check `user` and `password`")
            #expect(error?.description.contains("not-the-secret") == false)
            #expect(try way.requests().map { $0.authorization.prefix(6) }.first == "-")
            #expect(try way.requests().count == 2)
        }
    }

    @Test("A challenge that has grown old is answered anew")
    func stale() async throws {
        let old = WebFaults.Rule(
            method: "DELETE",
            action: "{\"answer\": 401, \"headers\": {\"WWW-Authenticate\": "
                + "\"Digest realm=\\\"/\\\", nonce=\\\"other\\\", qop=\\\"auth\\\", stale=true\"}}")
        try await with([old]) { storage, way, _ in
            try await _ = storage.put(ByteStream(Self.small), at: Self.key, PutOptions())
            // The server behind does not look at what nonce it is.
            try await storage.delete(Self.key)
            #expect(try await storage.stat(Self.key) == nil)
            #expect(try way.requests().contains { $0.method == "DELETE" && $0.authorization.contains("other") })
        }
    }

    @Test("A delete never removes a folder, not even an empty one")
    func folders() async throws {
        try await with([]) { storage, way, folder in
            try await _ = storage.put(ByteStream(Self.small), at: Self.key, PutOptions())
            try await storage.delete(ObjectKey(names: "job"))
            #expect(try await storage.stat(Self.key) != nil)
            try await storage.delete(Self.key)
            #expect(try WebDAVServer.wsgidav.paths(below: folder) == ["job"])
            #expect(try way.requests().filter { $0.method == "DELETE" }.count == 1)
        }
    }

    @Test("What a crash left goes when it is old, and empty folders with it")
    func abandoned() async throws {
        let server = WebDAVServer.wsgidav
        let storage = try server.storage(folder: "abandoned")
        let root = try server.service["data"] + "/abandoned"
        for path in [
            "job/id/.lifeboat-1.tmp", "job/id/kept", "job/.lifeboat-2.tmp", "job2/.lifeboat-3.tmp", "job/x.tmp",
        ] {
            let file = URL(fileURLWithPath: "\(root)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([1]).write(to: file)
        }
        try FileManager.default.createDirectory(atPath: "\(root)/job/old/older", withIntermediateDirectories: true)
        let job = ObjectKey(names: "job")
        #expect(try await storage.removeAbandoned(below: job, olderThan: .distantPast) == 0)
        #expect(try await storage.removeAbandoned(below: job, olderThan: .distantFuture) == 2)
        let left = ["job", "job/id", "job/id/kept", "job/x.tmp", "job2", "job2/.lifeboat-3.tmp"]
        #expect(try server.paths(below: "abandoned") == left)
    }

    @Test("A folder of many is listed page by page, whatever is in it")
    func pages() async throws {
        let server = WebDAVServer.wsgidav
        let root = try server.service["data"] + "/many"
        for folder in ["a", "b/c"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
            for number in 0..<2_500 { try Data().write(to: URL(fileURLWithPath: "\(root)/\(folder)/\(number)")) }
        }
        var sizes: [Int] = []
        var keys: Set<ObjectKey> = []
        try await server.storage(folder: "many").list(prefix: .root) { page in
            sizes.append(page.count)
            keys.formUnion(page.map(\.key))
        }
        #expect(keys.count == 5_000)
        #expect(sizes.allSatisfy { $0 <= 1_000 })
    }

    @Test("A server that stops taking or giving is not waited for for ever", arguments: ["PUT", "PROPFIND"])
    func stall(method: String) async throws {
        let rule = WebFaults.Rule(method: method, times: 99, action: "{\"stall\": true}")
        try await WebFaults.with(server: WebDAVServer.wsgidav.service.port, [rule]) { way in
            let configuration = try WebDAVServer.wsgidav.configuration(folder: "stall-\(method)", port: way.port)
            let client = WebDAVClient(
                configuration, environment: [:], waiting: Waiting(sleep: { _ in }, cleanUpLimit: nil),
                patience: .milliseconds(300))
            let path = "/stall-\(method)"
            let request = WebDAVRequest(HTTPMethod(rawValue: method), path, body: .small(.init(bytes: Self.small)))
            let error = await #expect(throws: LifeboatError.self) { _ = try await client.answer(to: request) }
            #expect(error?.kind == .temporary)
            #expect(try way.requests().count > 3, "it was not tried again")
        }
    }
}
