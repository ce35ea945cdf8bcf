import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Several sources with targets of one name")
struct SeveralSourcesTests {
    private func configure(_ fixture: CommandFixture, _ first: String, _ second: String) throws {
        try fixture.scratch.write("a/files/who", "a\n")
        try fixture.scratch.write("b/files/who", "b\n")
        try fixture.configure(
            """
            jobs:
              - job: site
                type: desc_files
                sources:
                  - {\(first)target: ["\(fixture.scratch("a/files"))"]}
                  - {\(second)target: ["\(fixture.scratch("b/files"))"]}
                storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))", store: {days: 1}}]

            """)
    }

    @Test("have histories of their own")
    func named() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, "name: left, ", "name: right, ")
            for _ in 1...2 { #expect(try await fixture.run("run").status == 0) }
            // One of each: the expiry of one has not taken the other's.
            #expect(try await fixture.backups().map(\.target) == ["left.files", "right.files"])
            for (source, contents) in [("left", "a\n"), ("right", "b\n")] {
                let result = try await fixture.run(
                    "restore", "site/\(source).files", "--to", fixture.scratch("back-\(source)"))
                #expect(result.status == 0, "\(result)")
                let path = try #require(fixture.paths(below: "back-\(source)").first { $0.hasSuffix("who") })
                #expect(
                    try String(contentsOfFile: fixture.scratch("back-\(source)/\(path)"), encoding: .utf8) == contents)
            }
        }
    }

    @Test("A restore of all of them into one folder keeps both")
    func together() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, "name: left, ", "name: right, ")
            #expect(try await fixture.run("run").status == 0)
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(result.status == 0, "\(result)")
            #expect(try String(contentsOfFile: fixture.scratch("back/left/files/who"), encoding: .utf8) == "a\n")
            #expect(try String(contentsOfFile: fixture.scratch("back/right/files/who"), encoding: .utf8) == "b\n")
        }
    }

    @Test("Without names they are refused, and nothing is touched")
    func unnamed() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, "", "")
            let result = try await fixture.run("run")
            #expect(result.status == 78, "\(result)")
            #expect(result.errors.contains("name"))
            #expect(!fixture.exists("store"))
        }
    }
}
