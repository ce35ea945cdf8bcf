import Foundation
import LifeboatNotifiers
import LifeboatTesting
import Testing

@Suite("The dashboard")
struct DashboardTests {
    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable {
                var expr: String
            }

            var id: Int
            var title: String
            var targets: [Target]
        }

        var panels: [Panel]
    }

    private func dashboard() throws -> Dashboard {
        let data = Data(try Repository.text("deploy/monitoring/dashboard.json").utf8)
        return try JSONDecoder().decode(Dashboard.self, from: data)
    }

    @Test("Each query names series that exist, and every series is shown")
    func names() throws {
        let queries = try dashboard().panels.flatMap { $0.targets.map(\.expr) }
        for query in queries { #expect(!Repository.metricNames(in: query).isEmpty, "\(query)") }
        let named = Repository.metricNames(in: try Repository.text("deploy/monitoring/dashboard.json"))
        #expect(named == Set(MetricName.allCases.map(\.rawValue)))
        let rules = try Repository.text("deploy/monitoring/lifeboat.rules.yaml")
        let remembered = Set(queries.joined().matches(of: /lifeboat:[a-z_]+/).map { String($0.output) })
        #expect(!remembered.isEmpty)
        for name in remembered { #expect(rules.contains("- record: \(name)\n"), "\(name)") }
        #expect(Set(try dashboard().panels.map(\.id)).count == (try dashboard().panels.count))
    }

    @Test(
        "Prometheus understands each query, and finds what it asks for",
        .enabled(if: OracleTool(ifInstalled: "promtool") != nil))
    func queries() throws {
        let queries = try dashboard().panels.flatMap { $0.targets.map(\.expr) }.map { $0.replacing("$job", with: ".*") }
        // As rules, whose syntax promtool checks.
        let rules = queries.enumerated().map {
            "      - {record: 'q\($0)', expr: '\($1.replacing("'", with: "''"))'}\n"
        }
        try withRules("groups:\n  - name: dashboard\n    rules:\n" + rules.joined()) { path in
            let answer = try OracleTool("promtool").run(["check", "rules", path])
            #expect(answer.status == 0 && answer.text.contains("\(queries.count) rules found"), "\(answer)")
        }
    }

    private func withRules(_ text: String, _ body: (String) throws -> Void) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try body(try folder.write("rules.yaml", text))
    }
}
