import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("The report of a restore")
struct RestoreReportTests {
    private struct Report: Decodable, Equatable {
        struct Entry: Decodable, Equatable {
            var id: String
            var job: String
            var target: String
            var storage: String
            var started: String
            var into: String
            var place: String
            var bytes: Int
            var counts: [String: Int]
            var countsAtDump: [String: Int]
            var exact: Bool
            var complete: Bool
            var unreadableOn: [String]
            var owners: String?
        }

        var restored: [Entry]
        var problems: [String]
    }

    @Test("As JSON, whose shape is stable; and in words: what, from where, and where to")
    func json() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let id = "20260110T030000Z-0001"
            var tar = TarText()
            tar.add(.folder, "files/")
            tar.add(.file, "files/which", "one\n")
            try await fixture.plant(tar.archive, id: id)
            // A path that is relative to where the command runs is told whole.
            let result = try await fixture.run("restore", "site", "--to", "back", "-o", "json")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.text == """
                    {
                      "problems" : [],
                      "restored" : [
                        {
                          "bytes" : \(tar.archive.count),
                          "complete" : true,
                          "counts" : {
                            "bytes" : 4,
                            "files" : 1,
                            "folders" : 1,
                            "symlinks" : 0
                          },
                          "counts_at_dump" : {},
                          "exact" : true,
                          "id" : "\(id)",
                          "into" : "folder",
                          "job" : "site",
                          "omissions" : [],
                          "place" : "\(fixture.scratch("back"))",
                          "started" : "2026-01-10T03:00:00Z",
                          "storage" : "local",
                          "target" : "files",
                          "unreadable_on" : []
                        }
                      ]
                    }

                    """, "\(result)")
            #expect(
                result.errors
                    == "restored site/files to \(fixture.scratch("back")): backup \(id) from local, "
                    + "\(ByteSize(bytes: Int64(tar.archive.count))), digests agree\n")
        }
    }

    @Test("In place it says what was written over")
    func inPlace() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let result = try await fixture.run("restore", "site", "--in-place", "-o", "json")
            #expect(result.status == 0, "\(result)")
            let entry = try #require(try result.decode(Report.self).restored.first)
            #expect(entry.into == "in_place" && entry.place == fixture.scratch("files") && entry.exact)
            #expect(entry.complete && entry.unreadableOn.isEmpty)
            #expect(result.errors.contains("restored site/files in place, to \(fixture.scratch("files")): backup "))
            let end = ", digests and counts agree, anything else there was left alone"
            #expect(result.errorLines.contains { $0.hasSuffix(end) }, "\(result)")
            let counted = result.errorLines.suffix(5).map { $0.split(separator: " ").map(String.init) }
            #expect(counted[0] == ["COUNTED", "AT", "THE", "BACKUP", "RESTORED"], "\(result)")
            #expect(counted.contains(["files", "3", "3"]), "\(result)")
        }
    }

    @Test("There is no JSON beside a dump on stdout")
    func stdout() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.run("restore", "site", "--stdout", "-o", "json")
            #expect(result.status == 64, "\(result)")
            #expect(result.output.isEmpty && result.errors.contains("--output json"), "\(result)")
        }
    }

    @Test("A target that fails does not keep the others from being restored, and the damage decides the status")
    func several() async throws {
        try await CommandFixture.with { fixture in
            for name in ["one", "two", "three"] { try fixture.scratch.write("\(name)/file", "\(name)\n") }
            try fixture.configure(
                """
                main: {server_name: test}
                jobs:
                  - job: site
                    type: desc_files
                    sources:
                      - target: ["\(fixture.scratch("one"))", "\(fixture.scratch("two"))", "\(fixture.scratch("three"))"]
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}
                """)
            #expect(try await fixture.run("run").status == 0)
            let middle = try #require(try await fixture.backups().first { $0.target == "three" }?.object)
            try fixture.flipByte(of: "store/\(middle)")
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "-o", "json")
            #expect(result.status == 4, "\(result)")
            let report = try result.decode(Report.self)
            #expect(report.restored.map(\.target) == ["one", "two"])
            #expect(report.problems.count == 1 && report.problems[0].hasPrefix("job site: target three: "))
            #expect(fixture.exists("back/one/file") && fixture.exists("back/two/file"))
        }
    }

    @Test("What could not begin is in the report as well")
    func nothing() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "--output", "json")
            #expect(result.status == 1, "\(result)")
            #expect(try result.decode(Report.self) == Report(restored: [], problems: ["job site: there is no backup"]))
            #expect(result.errors.contains("hint: looked at local"))
        }
    }
}
