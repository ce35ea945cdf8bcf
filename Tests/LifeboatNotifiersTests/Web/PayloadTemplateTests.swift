import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatNotifiers

@Suite("Messages of one's own")
struct PayloadTemplateTests {
    @Test("Placeholders are filled within texts; alone they are the value itself; other braces stay")
    func filled() throws {
        let template = PayloadTemplate(
            .object([
                ("title", .string("{outcome}: {subject}!")), ("seconds", .string("{duration_seconds}")),
                ("jobs", .string("{jobs}")), ("braces", .string("{ {} {{outcome}} {Outcome} {no such} }")),
                ("list", .array([.plain("5"), .string("x"), .plain("null")])), ("{outcome}", .string("")),
            ]))
        #expect(template.unknownNames.isEmpty)
        let text = template.filled(PayloadValues(SampleReport.allWell())).text()
        let script = "import json, sys; print(json.dumps(json.load(sys.stdin)))"
        let read = try OracleTool("python3").run(["-c", script], input: Array(text.utf8)).checked().text
        #expect(
            read.hasPrefix(
                #"{"title": "success: [ok] Nixys k8s cluster: 2 jobs, all ok!", "seconds": 250, "jobs": [{"job": "files", "#
            ))
        #expect(
            read.contains(
                ##""braces": "{ {} {success} {Outcome} {no such} }", "list": [5, "x", null], "{outcome}": """##))
    }

    @Test("An unknown name is found; each known one has a value")
    func names() {
        let template = PayloadTemplate(.array([.string("{subjekt} {subject}"), .object([("x", .string("{jobz}"))])]))
        #expect(template.unknownNames == ["subjekt", "jobz"])
        let values = PayloadValues(SampleReport.night())
        #expect(values.all.map(\.0) == PayloadValues.names)
    }

    @Test("Whatever the values hold, it is JSON, and they arrive as they are")
    func hostile() throws {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "\"", "\\", "{subject}", "}", "\n", "\u{0}", "\u{1b}", "☃", "🚣", "\u{2028}", "</script>", ",", "{", "x",
        ]
        let template = PayloadTemplate(.object([("a", .string("<{server}>")), ("b", .string("{server}"))]))
        for _ in 0..<40 {
            let name = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            var report = SampleReport.allWell()
            report.serverName = name
            let text = template.filled(PayloadValues(report)).text()
            let read = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            #expect(read == ["a": "<\(name)>", "b": name])
            let script = "import json, sys; v = json.load(sys.stdin); sys.stdout.write(v['b'])"
            let told = try OracleTool("python3").run(["-c", script], input: Array(text.utf8)).checked()
            #expect(told.text == name)
        }
    }
}
