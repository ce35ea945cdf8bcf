import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("check")
struct CheckTests {
    private struct Report: Decodable {
        struct Entry: Decodable, Equatable {
            var job: String
            var part: String
            var name: String?
            var location: String?
            var ok: Bool
            var found: [String]
            var problem: String?
            var hint: String?
        }

        var configuration: String
        var ok: Bool
        var checks: [Entry]
    }

    @Test("As JSON: each source and storage, what was found there, what is wrong and what to do")
    func json() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(storages: ["store", "broken"])
            try fixture.scratch.write("broken", "a file\n")
            let result = try await fixture.run("check", "-o", "json")
            #expect(result.status == 1, "\(result)")
            let report = try result.decode(Report.self)
            #expect(report.configuration == fixture.configuration && !report.ok)
            #expect(
                report.checks.map { "\($0.job) \($0.part) \($0.name ?? "-")" } == [
                    "site source -", "site storage local", "site storage second",
                ])
            #expect(report.checks.map(\.ok) == [true, true, false])
            #expect(report.checks[1].location == fixture.scratch("store"))
            #expect(report.checks[1].found.count == 1 && report.checks[1].problem == nil)
            #expect(report.checks[2].found == [] && report.checks[2].problem?.contains("broken") == true)
            #expect(!fixture.paths(below: "store").contains { $0.hasPrefix("lifeboat-check-") })
        }
    }

    @Test("When all is well, and offline")
    func well() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            let text = try await fixture.run("check")
            #expect(text.status == 0 && text.lines.allSatisfy { $0.hasPrefix("ok    ") }, "\(text)")
            #expect(text.lines.count >= 3)
            let json = try await fixture.run("check", "site", "--output", "json")
            #expect(json.status == 0 && json.errors.isEmpty, "\(json)")
            #expect(try json.decode(Report.self).ok)
            let offline = try await fixture.run("check", "--offline", "-o", "json")
            #expect(
                offline.text == """
                    {
                      "checks" : [],
                      "configuration" : "\(fixture.configuration)",
                      "ok" : true
                    }

                    """)
        }
    }
}
