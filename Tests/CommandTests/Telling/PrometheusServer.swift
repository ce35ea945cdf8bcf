import Foundation
import LifeboatCore
import LifeboatTesting

/// A real Prometheus with our alert rules, and what it scrapes.
struct PrometheusServer {
    private struct Answer<Data: Decodable>: Decodable {
        var data: Data
    }

    private struct Alerts: Decodable {
        struct Alert: Decodable {
            var labels: [String: String]
            var state: String
        }

        var alerts: [Alert]
    }

    private struct Values: Decodable {
        struct Value: Decodable {
            var metric: [String: String]
        }

        var result: [Value]
    }

    let service: TestService

    /// `nil` where its programs are not installed.
    init?() throws {
        guard let service = try TestService.start("prometheus") else { return nil }
        self.service = service
    }

    /// The folder that its node exporter reads.
    var textfile: String { service["textfile"] }

    /// The alerts that fire now, each once.
    func firing() async throws -> Set<String> {
        let answer = try await get(Answer<Alerts>.self, "alerts")
        return Set(answer.data.alerts.filter { $0.state == "firing" }.compactMap { $0.labels["alertname"] })
    }

    /// The label sets of what a query finds.
    func labels(_ query: String) async throws -> [[String: String]] {
        let escaped = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? query
        return try await get(Answer<Values>.self, "query?query=\(escaped)").data.result.map(\.metric)
    }

    /// Looks again and again until `condition` holds; each look is a request, so no clock is needed.
    func reaches(_ what: String, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<500 where try await condition() { return }
        throw LifeboatError(.failed, "Prometheus never came so far: \(what)", why: "\(try await firing())")
    }

    private func get<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        let script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
        let address = "http://127.0.0.1:\(service.port)/api/v1/\(path)"
        let answer = try await onStageThread("look") {
            try OracleTool("python3").run(["-c", script, address]).checked()
        }
        return try JSONDecoder().decode(type, from: answer.output)
    }
}
