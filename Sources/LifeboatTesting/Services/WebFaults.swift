import Foundation
import LifeboatCore

/// A server, or a proxy before one, that does what it is told to do wrong (scripts/services/web_faults.py).
package struct WebFaults: Sendable {
    /// One thing that goes wrong; see the script for the words of `action`.
    package struct Rule: Sendable {
        package var method: String?
        package var contains = ""
        /// What the signature of S3 says of the body.
        package var payload: String?
        package var times = 1
        /// JSON.
        package var action: String

        package init(
            method: String? = nil, contains: String = "", payload: String? = nil, times: Int = 1, action: String
        ) {
            self.method = method
            self.contains = contains
            self.payload = payload
            self.times = times
            self.action = action
        }
    }

    /// One request as it came.
    package struct Request: Equatable {
        package var method: String
        package var path: String
        /// Blanks are underscores.
        package var authorization: String
        /// What the signature of S3 says of the body.
        package var payload: String
    }

    package let service: TestService

    package var port: Int { service.port }
    package var authority: String { service["authority"] }

    /// - Parameter server: where requests go that no rule is for; without one they are answered with 404.
    package static func with(
        server: Int? = nil, tls: Bool = false, _ rules: [Rule], _ body: (WebFaults) async throws -> Void
    ) async throws {
        let faults = try start(server: server, options: tls ? ["--tls"] : [])
        let service = faults.service
        let list = rules.map { rule in
            let method = rule.method.map { "\"method\": \"\($0)\", " } ?? ""
            let payload = rule.payload.map { "\"payload\": \"\($0)\", " } ?? ""
            return
                "{\(method)\(payload)\"contains\": \"\(rule.contains)\", \"times\": \(rule.times), \"do\": \(rule.action)}"
        }
        try service.folder.write("rules.json", "[\(list.joined(separator: ",\n"))]")
        try await body(faults)
    }

    /// One without rules.
    package static func start(server: Int?, options: [String]) throws -> WebFaults {
        let options = (server.map { ["--server", "\($0)"] } ?? []) + options
        guard let service = try TestService.start("web-faults", options: options) else {
            throw LifeboatError(.missingTool, "Python or openssl is not installed")
        }
        return WebFaults(service: service)
    }

    /// Everything that was asked so far.
    package func requests() throws -> [Request] {
        guard let text = try? String(contentsOfFile: service.folder("requests.log"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return Request(
                method: String(words[0]), path: String(words[1]), authorization: String(words[2]),
                payload: String(words[3]))
        }
    }
}
