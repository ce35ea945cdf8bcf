import AsyncHTTPClient
import Foundation
import LifeboatCore
import LifeboatTesting
import NIOCore
import NIOHTTP1
import Testing

@testable import LifeboatWeb

@Suite("HTTP")
struct WebClientTests {
    private func get(_ url: String, _ options: WebOptions = WebOptions(), _ environment: [String: String] = [:])
        async throws -> WebAnswer
    {
        let parts = try #require(URLComponents(string: url))
        let client = try WebClient(
            scheme: try #require(parts.scheme), host: try #require(parts.host), options, environment: environment)
        return try await client.sendForText(HTTPClientRequest(url: url))
    }

    private static let hello = WebFaults.Rule(times: 9, action: "{\"answer\": 200, \"body\": \"hello\"}")

    @Test("An authority of one's own is trusted when it is named, and not otherwise")
    func authority() async throws {
        try await WebFaults.with(tls: true, [Self.hello]) { server in
            let url = "https://localhost:\(server.port)/"
            let options = WebOptions(certificateAuthorities: server.authority)
            let answer = try await get(url, options)
            #expect(answer.text == "hello")
            let error = await #expect(throws: LifeboatError.self) { try await get(url) }
            #expect(error?.kind == .accessDenied, "\(error?.description ?? "")")
            #expect(error?.hint?.contains("ca_cert") == true)
        }
    }

    @Test("A certificate for another name is refused")
    func otherName() async throws {
        try await WebFaults.with(tls: true, [Self.hello]) { server in
            let options = WebOptions(certificateAuthorities: server.authority)
            let error = await #expect(throws: LifeboatError.self) {
                try await get("https://127.0.0.1:\(server.port)/", options)
            }
            #expect(error?.kind == .accessDenied, "\(error?.description ?? "")")
        }
    }

    @Test("A file of authorities that holds none is told by name")
    func brokenAuthority() async throws {
        let error = await #expect(throws: LifeboatError.self) {
            try await get("https://localhost:1/", WebOptions(certificateAuthorities: "/nonexistent/ca.pem"))
        }
        #expect(error?.kind == .configuration)
        #expect(error?.summary.contains("/nonexistent/ca.pem") == true)
    }

    @Test("The environment's proxy is used, with its password")
    func proxy() async throws {
        try await WebFaults.with([Self.hello]) { proxy in
            let answer = try await get(
                "http://s3.example.test/key", WebOptions(),
                ["http_proxy": "http://user:password@127.0.0.1:\(proxy.port)"])
            #expect(answer.text == "hello")
            let requests = try proxy.requests()
            #expect(requests.map { "\($0.method) \($0.path)" } == ["CONNECT s3.example.test:80", "GET /key"])
            #expect(requests.first?.authorization == "Basic_dXNlcjpwYXNzd29yZA==")
        }
    }

    @Test("A server that stops taking a body is not waited for for ever, nor one that never answers")
    func stalls() async throws {
        let rules = [
            WebFaults.Rule(method: "PUT", action: "{\"choke\": 1000}"),
            WebFaults.Rule(method: "PUT", action: "{\"stall\": true}"),
        ]
        try await WebFaults.with(rules) { server in
            let client = try WebClient(
                scheme: "http", host: "127.0.0.1", WebOptions(), environment: [:], patience: .milliseconds(300))
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
            request.method = .PUT
            let asked = request
            // More than what the kernel takes for both sides.
            for size in [64 << 20, 10] {
                let body = ByteBuffer(repeating: 7, count: size)
                let error = await #expect(throws: LifeboatError.self) { try await client.send(asked, body: body) }
                #expect(error?.kind == .temporary, "\(error?.description ?? "")")
            }
        }
    }

    @Test("What was read of a body is not held any more: its memory is wanted for the next one")
    func slices() async throws {
        let size = 3 * BodySlices.size + 1
        var body = ByteBuffer(repeating: 7, count: size)
        let slices = BodySlices(body)
        var sizes: [Int] = []
        for try await slice in slices { sizes.append(slice.readableBytes) }
        #expect(sizes == [BodySlices.size, BodySlices.size, BodySlices.size, 1])
        #expect(slices.isAtEnd)
        let memory = body.withVeryUnsafeBytes { $0.baseAddress }
        // In other memory, where somebody else still has this.
        body.clear(minimumCapacity: size)
        #expect(body.withVeryUnsafeBytes { $0.baseAddress } == memory)
    }

    @Test("Which proxy is whose")
    func proxies() throws {
        let environment = [
            "https_proxy": "http://one:3128", "HTTP_PROXY": "two:8080", "no_proxy": "localhost, .internal,example.com",
        ]
        func proxy(_ scheme: String, _ host: String, _ environment: [String: String] = environment) throws -> String? {
            try WebProxy(scheme: scheme, host: host, environment: environment).map { "\($0.host):\($0.port)" }
        }
        #expect(try proxy("https", "s3.amazonaws.com") == "one:3128")
        #expect(try proxy("http", "s3.amazonaws.com") == "two:8080")
        #expect(try proxy("https", "a.b.internal") == nil)
        #expect(try proxy("https", "bucket.example.com") == nil)
        #expect(try proxy("https", "notexample.com") == "one:3128")
        #expect(try proxy("https", "s3.amazonaws.com", ["all_proxy": "http://three"]) == "three:80")
        #expect(try proxy("https", "s3.amazonaws.com", ["https_proxy": "http://x", "NO_PROXY": "*"]) == nil)
        let error = #expect(throws: LifeboatError.self) {
            try proxy("https", "s3.amazonaws.com", ["https_proxy": "socks5://u:secret@x"])
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test("Moments of both kinds are read")
    func times() {
        let moment = Date(timeIntervalSince1970: 1_795_402_800)
        #expect(WebTime.parse("Mon, 23 Nov 2026 03:00:00 GMT") == moment)
        #expect(WebTime.parse("2026-11-23T03:00:00.000Z") == moment)
        #expect(WebTime.parse("2026-11-23T03:00:00Z") == moment)
        #expect(WebTime.parse("yesterday") == nil)
        #expect(WebTime.parse("Mon, 23 Foo 2026 03:00:00 GMT") == nil)
    }
}
