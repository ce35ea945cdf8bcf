import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("verify")
struct VerifyTests {
    @Test("A flipped bit is exit 4, is remembered, and is shown by list")
    func flipped() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(store: "{days: 0}")
            for _ in 1...2 { #expect(try await fixture.run("run").status == 0) }
            let good = try await fixture.run("verify", "--all")
            #expect(good.status == 0)
            #expect(good.lines.count == 2 && good.lines.allSatisfy { $0.hasPrefix("intact   site/files/") })

            let backups = try await fixture.backups()
            #expect(backups.allSatisfy { $0.verifiedOk == true })
            let older = try #require(backups.last)
            try fixture.flipByte(of: "store/\(try #require(older.object))")
            #expect(try await fixture.run("verify").status == 0)
            let result = try await fixture.run("verify", "--all", "--output", "json")
            #expect(result.status == 4, "\(result)")
            let report = try result.decode(Report.self)
            #expect(report.verified.filter { $0.verdict == "damaged" }.map(\.id) == [older.id])
            #expect(result.errors.contains("error: site/files/\(older.id) on local: damaged: "))
            let list = try await fixture.run("list")
            #expect(list.lines.first { $0.contains(older.id) }?.hasSuffix("DAMAGED") == true, "\(list)")
            #expect(list.lines.filter { $0.contains("DAMAGED") }.count == 1)
        }
    }

    private struct Report: Decodable {
        struct Entry: Decodable {
            var id: String
            var verdict: String
        }

        var verified: [Entry]
        var problems: [String]
    }

    @Test("An object that is gone, or is shorter, is damage", arguments: [true, false])
    func missing(_ isGone: Bool) async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let object = fixture.scratch("store/\(try #require(try await fixture.backups().first?.object))")
            if isGone { unlink(object) } else { truncate(object, 1_000) }
            let result = try await fixture.run("verify")
            #expect(result.status == 4, "\(result)")
            let list = try await fixture.run("list")
            #expect(list.lines.last?.contains(isGone ? "object missing" : "DAMAGED") == true, "\(list)")
        }
    }

    @Test(
        "What cannot be read could not be verified: exit 5, and no verdict is remembered",
        .enabled(if: Needs.otherUsers))
    func unreadable() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            try fixture.openToOthers()
            #expect(try await fixture.tool("chmod", "-R", "a+rX", fixture.scratch("store")).status == 0)
            let object = try #require(try await fixture.backups().first?.object)
            chmod(fixture.scratch("store/\(object)"), 0o600)
            let result = try await fixture.run("verify", asUser: 65_534)
            #expect(result.status == 5, "\(result)")
            #expect(result.errors.contains("unknown: ") && result.errors.contains("Permission denied"), "\(result)")
            #expect(!fixture.paths(below: "store").contains { $0.contains("verify-") })
        }
    }

    @Test("Where nothing is there to verify, that is said")
    func empty() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.run("verify")
            #expect(result.status == 5, "\(result)")
            #expect(result.errors.contains("there is nothing to verify"))
        }
    }

    @Test("A receipt that is none of ours is noticed")
    func receipt() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let id = try #require(try await fixture.backups().first?.id)
            try fixture.scratch.write("store/site/files/\(id)/receipt.json", "{ half")
            let result = try await fixture.run("verify")
            #expect(result.status == 4, "\(result)")
            #expect(try await fixture.run("restore", "site", "--to", fixture.scratch("back")).status == 4)
        }
    }
}
