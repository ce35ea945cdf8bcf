import LifeboatCore

/// The protocol of healthchecks.io: `/start`, then the address itself when all went well or `/fail` when not, with the end of
/// the report as the body; and one `rid` for both, so that runs that overlap are told apart.
package struct PingNotifier: Notifier {
    /// The server keeps no more by default.
    private static let longestBody = 10_000

    private let configuration: PingConfiguration
    private let receiver: Receiver
    private let starter: Receiver
    private let run: String

    /// - Parameter run: a UUID that no other run has.
    package init(_ configuration: PingConfiguration, run: String, _ outside: WebSurroundings) throws {
        self.configuration = configuration
        self.run = run
        receiver = try Receiver(
            configuration.address, configuration.web, secrets: [], timeout: configuration.timeout, outside)
        // What it is good for is over soon.
        starter = try Receiver(
            configuration.address, configuration.web, secrets: [], timeout: configuration.timeout, tries: 2, outside)
    }

    package var name: String { "ping \(configuration.name)" }

    package func begin(jobs: [String]) async throws {
        guard configuration.jobs.isEmpty || jobs.contains(where: configuration.jobs.contains) else { return }
        try await starter.send("POST", to: url("start"), type: "text/plain; charset=utf-8", body: [])
    }

    package func tell(_ report: RunReport) async throws {
        guard let report = report.restricted(to: configuration.jobs) else { return }
        // By outcomes alone: a check that goes up and down with what is said aloud once a day would tell nobody anything.
        let isWell = report.jobs.allSatisfy(\.isDone)
        let text = Digest(report, isWell ? .everything : .troubles).text
        try await receiver.send(
            "POST", to: url(isWell ? nil : "fail"), type: "text/plain; charset=utf-8",
            body: Self.lastLines(of: text))
    }

    /// By `/log`, which is written down and changes nothing of the check's state.
    package func test(_ report: RunReport) async throws -> String {
        try await receiver.send(
            "POST", to: url("log"), type: "text/plain; charset=utf-8", body: Array(Digest(report, .troubles).text.utf8))
        return "a line is in its log"
    }

    private func url(_ word: String?) -> String {
        configuration.address.appending(path: word.map { [$0] } ?? [], query: [("rid", run)])
    }

    /// As many whole lines from the end as fit.
    static func lastLines(of text: String) -> [UInt8] {
        var kept: [Substring] = []
        var size = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).reversed() {
            size += line.utf8.count + 1
            if size > longestBody { break }
            kept.append(line)
        }
        return Array(kept.reversed().joined(separator: "\n").utf8)
    }
}
