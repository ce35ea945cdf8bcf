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
            #expect(report.checks[1].found.count == 2 && report.checks[1].problem == nil)
            #expect(report.checks[2].found == [] && report.checks[2].problem?.contains("broken") == true)
            #expect(!fixture.paths(below: "store").contains { $0.hasPrefix("lifeboat-check-") })
        }
    }

    @Test("When all is well, and offline")
    func well() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("store"), withIntermediateDirectories: false)
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

    @Test("A folder that is not there yet is said to be missing, and is not made; the run that makes it says so once")
    func missingFolder() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(storages: ["volume/backups/mistyped", "store"])
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("volume"), withIntermediateDirectories: false)
            let said = "\(fixture.scratch("volume/backups/mistyped")) does not exist yet; a run makes it"
            for _ in 1...2 {
                let result = try await fixture.run("check")
                #expect(result.status == 0 && result.text.contains(said), "\(result)")
                #expect(fixture.paths(below: "volume").isEmpty && !fixture.exists("store"))
            }
            let first = try await fixture.run("run")
            #expect(first.status == 0 && first.errors.contains("warning: job site: storage local: \(said)"), "\(first)")
            let second = try await fixture.run("run")
            #expect(second.status == 0 && !second.errors.contains("does not exist yet"), "\(second)")
            let check = try await fixture.run("check")
            #expect(check.status == 0 && !check.text.contains("does not exist yet"), "\(check)")
        }
    }

    @Test("A folder that cannot be made leaves nothing either")
    func impossibleFolder() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.scratch.write("file", "in the way\n")
            try fixture.configureFiles(storages: ["file/store"])
            let result = try await fixture.run("check")
            #expect(result.status == 1, "\(result)")
            #expect(try String(contentsOfFile: fixture.scratch("file"), encoding: .utf8) == "in the way\n")
        }
    }
}
