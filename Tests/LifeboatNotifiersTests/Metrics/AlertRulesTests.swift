import Foundation
import LifeboatNotifiers
import LifeboatTesting
import Testing

@Suite("Alert rules")
struct AlertRulesTests {
    @Test(
        "promtool takes them, and their own tests pass",
        .enabled(if: OracleTool(ifInstalled: "promtool") != nil), arguments: ["lifeboat", "kubernetes"])
    func promtool(name: String) throws {
        let folder = "\(Repository.root)/deploy/monitoring"
        let tool = OracleTool("promtool")
        let checked = try tool.run(["check", "rules", "\(name).rules.yaml"], in: folder)
        #expect(checked.status == 0, "\(checked)")
        let tested = try tool.run(["test", "rules", "\(name).rules.test.yaml"], in: folder)
        #expect(tested.status == 0, "\(tested)")
    }

    @Test("Every alert has a test in which it fires", arguments: ["lifeboat", "kubernetes"])
    func tested(name: String) throws {
        let rules = try Repository.text("deploy/monitoring/\(name).rules.yaml")
        let tests = try Repository.text("deploy/monitoring/\(name).rules.test.yaml")
        let alerts = rules.matches(of: /- alert: (\w+)/).map { String($0.output.1) }
        #expect(alerts.count >= 4)
        for alert in alerts {
            #expect(tests.contains("alertname: \(alert)\n        exp_alerts:\n"), "\(alert) never fires")
            #expect(tests.contains("alertname: \(alert)\n        exp_alerts: []\n"), "\(alert) is never quiet")
        }
    }

    @Test("Every series of ours that a rule names exists")
    func names() throws {
        let known = Set(MetricName.allCases.map(\.rawValue))
        let named = Repository.metricNames(in: try Repository.text("deploy/monitoring/lifeboat.rules.yaml"))
        #expect(named.count >= 7)
        #expect(named.isSubset(of: known), "\(named.subtracting(known))")
    }
}
