import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb

@testable import LifeboatNotifiers

/// A real server that writes down what it is sent, or behaves badly (scripts/services/receiver).
struct WebhookServer {
    struct Request: Decodable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    let service: TestService
    private let scheme: String

    /// `nil` where its programs are not installed.
    init?(tls: Bool = false) throws {
        guard let service = try TestService.start("receiver", options: tls ? ["--tls"] : []) else { return nil }
        self.service = service
        scheme = tls ? "https" : "http"
    }

    var authority: String { service["authority"] }

    func address(_ path: String, host: String = "localhost") throws -> WebAddress {
        guard let address = WebAddress("\(scheme)://\(host):\(service.port)\(path)") else {
            throw LifeboatError(.failed, "no address")
        }
        return address
    }

    func requests() throws -> [Request] {
        let path = service.folder("requests.jsonl")
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        }
    }
}

extension WebSurroundings {
    /// No proxies, and pauses that a test's clock passes.
    static func test(_ time: ManualClock) -> WebSurroundings {
        WebSurroundings(
            environment: [:], waiting: Waiting(sleep: { try await time.sleep($0) }, randomness: { .max }))
    }
}
