import Foundation
package import LifeboatCore

/// Sends figures to a server.
package struct MetricsPush: MetricsPublisher {
    private let destination: PushAddress
    private let receiver: Receiver

    package init(_ destination: PushAddress, _ outside: WebSurroundings) throws {
        self.destination = destination
        receiver = try Receiver(
            destination.address, destination.web, secrets: [destination.password].compactMap(\.self),
            timeout: .seconds(10), outside)
    }

    package var name: String {
        switch destination.kind {
        case .pushgateway: "metrics pushgateway"
        case .plain: "metrics url"
        }
    }

    /// To a Pushgateway by PUT, which replaces all of a group and nothing else: each job has its own.
    package func publish(_ statuses: [JobStatus]) async throws {
        switch destination.kind {
        case .plain: try await send("POST", nil, statuses)
        case .pushgateway:
            for status in statuses { try await send("PUT", url(of: status), [status]) }
        }
    }

    /// A page without any figure; of a Pushgateway, which would make a group of it, its own page is read.
    package func test(_ report: RunReport) async throws -> String {
        switch destination.kind {
        case .plain:
            try await send("POST", nil, [])
            return "it takes figures"
        case .pushgateway:
            try await send("GET", destination.address.appending(path: ["metrics"]), [])
            return "it answers"
        }
    }

    private func send(_ method: String, _ url: String?, _ statuses: [JobStatus]) async throws {
        var headers: [(String, String)] = []
        if let user = destination.user {
            let login = "\(user):\(destination.password?.revealed ?? "")"
            headers.append(("authorization", "Basic \(Data(login.utf8).base64EncodedString())"))
        }
        try await receiver.send(
            method, to: url, headers: headers, type: MetricsPage.contentType,
            body: Array(MetricsPage.text(statuses).utf8))
    }

    /// `…/metrics/job/NAME[/server/NAME]`.
    private func url(of status: JobStatus) -> String {
        let server = status.serverName.map { Self.label("server", $0) } ?? []
        return destination.address.appending(path: ["metrics"] + Self.label("job", status.job) + server)
    }

    /// A value with a slash in it goes in Base64.
    private static func label(_ name: String, _ value: String) -> [String] {
        guard value.contains("/") || value.isEmpty else { return [name, value] }
        let encoded = Data(value.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return ["\(name)@base64", encoded.isEmpty ? "=" : encoded]
    }
}
