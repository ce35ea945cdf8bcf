import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("An object that vanished, and a date in the future")
struct LostObjectTests {
    private struct Plan: Decodable {
        struct Decision: Decodable {
            var id: String
            var decision: String
            var lost: Bool
            var result: String?
        }

        var decisions: [Decision]
    }

    @Test("list, verify, expire and run all name it; expire forgets it when a newer one is complete")
    func vanished() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 0}")
            let ids = ["20200110T030000Z-0001", "20200111T030000Z-0001"]
            for id in ids {
                var tar = TarText()
                tar.add(.folder, "files/")
                try await fixture.plant(tar.archive, id: id)
            }
            unlink(fixture.scratch("store/site/files/\(ids[0])/files.tar"))
            let verified = try await fixture.run("verify")
            #expect(verified.status == 4, "\(verified)")
            #expect(verified.errors.contains("error: site/files/\(ids[0]) on local: damaged: "), "\(verified)")
            #expect(verified.lines.count == 1 && verified.lines[0].contains(ids[1]), "\(verified)")

            let before = fixture.paths(below: "store")
            let dry = try await fixture.run("expire", "--dry-run", "-o", "json")
            #expect(dry.status == 0, "\(dry)")
            #expect(dry.errors == "warning: site/files/\(ids[0]) on local: its object is gone\n")
            #expect(
                try dry.decode(Plan.self).decisions.map { "\($0.id) \($0.decision) \($0.lost)" } == [
                    "\(ids[1]) keep false", "\(ids[0]) remove true",
                ])
            #expect(fixture.paths(below: "store") == before)
            #expect(try await fixture.run("expire").status == 0)
            #expect(try await fixture.backups().map(\.id) == [ids[1]])
            #expect(!fixture.exists("store/site/files/\(ids[0])"))
            #expect(try await fixture.run("verify", "--all").status == 0)

            // A young one is kept as a notice, and each run warns of it.
            try fixture.makeFiles()
            #expect(try await fixture.run("run").status == 0)
            let young = try #require(try await fixture.backups().first)
            unlink(fixture.scratch("store/\(try #require(young.object))"))
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            #expect(run.errors.contains("the objects of these backups are gone: \(young.id)"), "\(run)")
            #expect(try await fixture.backups().count == 3)
        }
    }

    @Test("A backup from the future is marked, kept, and not taken for the latest")
    func future() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 1}")
            let ids = ["20200110T030000Z-0001", "29990111T030000Z-0001"]
            for (number, id) in ids.enumerated() {
                var tar = TarText()
                tar.add(.folder, "files/")
                tar.add(.file, "files/which", "\(number)\n")
                try await fixture.plant(tar.archive, id: id)
            }
            let list = try await fixture.run("list")
            #expect(list.lines.filter { $0.hasSuffix("IN THE FUTURE") }.map { $0.contains(ids[1]) } == [true])
            #expect(try await fixture.run("list", "-o", "json").text.contains("\"in_future\" : true"))
            #expect(try await fixture.run("verify").lines.map { $0.contains(ids[0]) } == [true])

            let restored = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(restored.status == 0, "\(restored)")
            #expect(try String(contentsOfFile: fixture.scratch("back/files/which"), encoding: .utf8) == "0\n")
            #expect(
                restored.errors.contains(
                    "taking backup \(ids[0]); a newer one is dated in the future: --backup \(ids[1]) takes it"),
                "\(restored)")
            let expired = try await fixture.run("expire", "-o", "name")
            #expect(expired.status == 0 && expired.output.isEmpty, "\(expired)")

            try FileManager.default.removeItem(atPath: fixture.scratch("store/site/files/\(ids[0])"))
            let only = try await fixture.run("restore", "site", "--to", fixture.scratch("other"))
            #expect(only.status == 0 && only.errors.contains("is dated in the future"), "\(only)")
        }
    }
}
