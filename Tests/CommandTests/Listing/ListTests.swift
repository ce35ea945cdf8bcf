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

    @Test("A name that `-o name` prints is one that list, verify and restore take")
    func address() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(store: "{days: 0}", storages: ["store", "second"])
            for _ in 1...2 { #expect(try await fixture.run("run").status == 0) }
            let names = try await fixture.run("list", "-o", "name").lines
            try #require(names.count == 2)
            let older = names[1]
            #expect(try await fixture.run("list", older, "-o", "name").lines == [older])
            let verified = try await fixture.run("verify", older)
            #expect(verified.status == 0, "\(verified)")
            #expect(verified.lines.map { $0.split(separator: " ")[1] } == [older[...], older[...]], "\(verified)")
            let restored = try await fixture.run("restore", older, "--to", fixture.scratch("back"))
            #expect(restored.status == 0, "\(restored)")
            let id = try #require(older.split(separator: "/").last)
            #expect(restored.errors.contains("backup \(id) from local"), "\(restored)")
            let twice = try await fixture.run("restore", older, "--backup", "\(id)", "--stdout")
            #expect(twice.status == 64, "\(twice)")

            let gone = older.dropLast(4) + "0000"
            let list = try await fixture.run("list", "\(gone)")
            #expect(list.errors.hasPrefix("job site: there is no backup 2"), "\(list)")
            #expect(list.errors.contains("`lifeboat list site/files` shows what there is"), "\(list)")
            let verify = try await fixture.run("verify", "\(gone)")
            #expect(verify.status == 5, "\(verify)")
            #expect(try await fixture.run("restore", "\(gone)", "--stdout").status == 1)
        }
    }

    @Test("A target that has nothing is named, with the one that may be meant")
    func unknownTarget() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            let near = try await fixture.run("list", "site/file")
            #expect(near.status == 0 && near.output.isEmpty)
            #expect(near.errors == "job site: there is no backup of site/file; did you mean site/files?\n")
            let far = try await fixture.run("list", "site/zzz")
            #expect(far.errors == "job site: there is no backup of site/zzz; there are backups of: files\n")
            let verify = try await fixture.run("verify", "site/zzz")
            #expect(verify.status == 5)
            #expect(
                verify.errorLines == [
                    "error: job site: there is no backup of site/zzz", "hint: there are backups of: files",
                ])
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

    @Test(
        "One that may fail and does not answer is a warning, to list, verify, expire and run; that all fail is a failure"
    )
    func optional() async throws {
        try await CommandFixture.with { fixture in
            try plant(fixture)
            try FileManager.default.removeItem(atPath: fixture.scratch("second"))
            try fixture.scratch.write("second", "a file\n")
            let text = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            let second = "name: second\n"
            #expect(text.contains(second))
            try fixture.configure(text.replacing(second, with: second + "        required: no\n"))
            for words in [["list"], ["expire"], ["expire", "--dry-run"]] {
                let result = try await fixture.start(words).wait()
                #expect(result.status == 0, "\(words): \(result)")
                #expect(result.errors.contains("warning: job site: storage second: "), "\(words): \(result)")
                #expect(!result.errors.contains("error: "), "\(words): \(result)")
                #expect(result.text.contains("local"), "\(words): \(result)")
            }
            try fixture.makeFiles()
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            #expect(run.errors.contains("warning: job site: target files: storage second: "), "\(run)")
            #expect(run.errors.contains("hint: a part of this path is no folder"), "\(run)")
            // Nothing was written there that would have to be removed.
            #expect(!run.errors.contains("not removed yet"), "\(run)")
            let verify = try await fixture.run("verify")
            #expect(verify.errors.contains("warning: job site: storage second: "), "\(verify)")
            #expect(verify.status == 0, "\(verify)")

            try fixture.configure(
                text.replacing("name: local\n", with: "name: local\n        required: no\n")
                    .replacing(second, with: second + "        required: no\n"))
            try FileManager.default.removeItem(atPath: fixture.scratch("store"))
            try fixture.scratch.write("store", "a file\n")
            for (command, status) in [("list", Int32(1)), ("expire", 3), ("verify", 5)] {
                let result = try await fixture.run(command)
                #expect(result.status == status, "\(command): \(result)")
                #expect(result.errors.contains("error: job site: "), "\(command): \(result)")
            }
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
