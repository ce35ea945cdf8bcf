import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("list")
struct ListTests {
    private func plant(_ fixture: CommandFixture) throws {
        try fixture.configureFiles(storages: ["store", "second"])
        try fixture.plantNominal("20260110T030000Z-00aa")
        try fixture.plantNominal("20260111T030000Z-00bb")
        try fixture.plantNominal("20260111T030000Z-00bb", in: "second")
        // What makes no backup: an object without a receipt, a foreign file, a job of another name.
        try fixture.scratch.write("store/site/files/20260112T030000Z-00cc/files.tar", "half")
        try fixture.scratch.write("store/site/README", "hello")
        try fixture.plantNominal("20260113T030000Z-00dd", job: "site2")
    }

    @Test("As a table")
    func table() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
                let result = try await fixture.run("list", environment: environment)
                #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
                #expect(
                    result.text == """
                        JOB   TARGET  BACKUP                 STARTED               STORED  STORAGE  STATE
                        site  files   20260111T030000Z-00bb  2026-01-11T03:00:00Z     1 B  local    complete
                        site  files   20260111T030000Z-00bb  2026-01-11T03:00:00Z     1 B  second   complete
                        site  files   20260110T030000Z-00aa  2026-01-10T03:00:00Z     1 B  local    complete

                        """)
            }
        }
    }

    @Test("As JSON, whose shape is stable: an entry for each backup and storage")
    func json() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            let result = try await fixture.run("list", "-o", "json")
            #expect(
                result.text == """
                    {
                      "backups" : [
                    \(entry("20260111T030000Z-00bb", "2026-01-11T03:00:00Z", "local")),
                    \(entry("20260111T030000Z-00bb", "2026-01-11T03:00:00Z", "second")),
                    \(entry("20260110T030000Z-00aa", "2026-01-10T03:00:00Z", "local"))
                      ]
                    }

                    """)
        }
    }

    private func entry(_ id: String, _ started: String, _ storage: String) -> String {
        """
            {
              "complete" : true,
              "id" : "\(id)",
              "in_future" : false,
              "job" : "site",
              "object" : "site/files/\(id)/files.tar",
              "started" : "\(started)",
              "storage" : "\(storage)",
              "stored_bytes" : 1,
              "target" : "files"
            }
        """
    }

    @Test("As names, each once; of one storage; of one target")
    func names() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            let all = try await fixture.run("list", "-o", "name")
            #expect(all.lines == ["site/files/20260111T030000Z-00bb", "site/files/20260110T030000Z-00aa"])
            let second = try await fixture.run("list", "-o", "name", "--storage", "second")
            #expect(second.lines == ["site/files/20260111T030000Z-00bb"])
            #expect(try await fixture.run("list", "site/files", "-o", "name").lines == all.lines)
            let other = try await fixture.run("list", "site/fil", "-o", "json")
            #expect(try other.decode(BackupList.self).backups == [])
        }
    }

    @Test("Where there is nothing, a person is told where it looked, a program gets an empty list")
    func empty() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let table = try await fixture.run("list")
            #expect(table.status == 0 && table.output.isEmpty)
            #expect(table.errors == "job site: no backups; looked at local (\(fixture.scratch("store")))\n")
            let json = try await fixture.run("list", "-o", "json")
            #expect(json.status == 0)
            #expect(try json.decode(BackupList.self).backups == [])
            let names = try await fixture.run("list", "-o", "name")
            #expect(names.status == 0 && names.output.isEmpty)
            #expect(!fixture.exists("store"))
        }
    }

    @Test("Backups of another server are not shown, and that is said")
    func otherServer() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            try fixture.configure(text.replacing("server_name: test", with: "server_name: other"))
            let result = try await fixture.run("list")
            #expect(result.status == 0 && result.output.isEmpty)
            #expect(result.errors.contains("backups of another server lie there"), "\(result)")
        }
    }

    @Test("A storage that does not answer: the others are shown, and the status is 1")
    func unreachable() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            try FileManager.default.removeItem(atPath: fixture.scratch("second"))
            try fixture.scratch.write("second", "a file\n")
            let result = try await fixture.run("list", "-o", "json")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("error: job site: storage second: "), "\(result)")
            #expect(try result.decode(BackupList.self).backups.map(\.storage) == ["local", "local"])
        }
    }

    @Test("4,000 backups")
    func many() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            for number in 0..<4_000 {
                let id = String(
                    format: "2020%02d%02dT%02d%02d00Z-%04x", number % 12 + 1, number % 28 + 1, number % 24, number % 60,
                    number)
                try fixture.plantNominal(id)
            }
            let backups = try await fixture.backups()
            #expect(backups.count == 4_000)
            #expect(backups.map(\.id) == backups.map(\.id).sorted(by: >))
            #expect(try await fixture.run("list", "-o", "name").lines.count == 4_000)
        }
    }
}
