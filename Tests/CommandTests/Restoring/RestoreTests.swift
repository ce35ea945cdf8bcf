import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("restore")
struct RestoreTests {
    /// Three backups of a file that says which one it is, and the ids.
    private func history(_ fixture: CommandFixture) async throws -> [String] {
        try fixture.configureFiles(store: "{days: 0}")
        let ids = ["20260110T030000Z-0001", "20260111T030000Z-0002", "20260112T030000Z-0003"]
        for (number, id) in ids.enumerated() {
            var tar = TarText()
            tar.add(.folder, "files/")
            tar.add(.file, "files/which", "\(number)\n")
            try await fixture.plant(tar.archive, id: id)
        }
        return ids
    }

    private func which(_ fixture: CommandFixture, _ place: String) throws -> String {
        try String(contentsOfFile: fixture.scratch("\(place)/files/which"), encoding: .utf8)
    }

    @Test("takes the newest, the one that is named, or the one of then")
    func choice() async throws {
        try await CommandFixture.with { fixture in
            let ids = try await history(fixture)
            let choices: [([String], String)] = [
                ([], "2\n"), (["--backup", "latest"], "2\n"), (["--backup", ids[0]], "0\n"),
                (["--as-of", "2026-01-11"], "1\n"), (["--as-of", "2026-01-11T03:00"], "1\n"),
                (["--as-of", "2026-01-11 02:59"], "0\n"), (["--as-of", "2026-01-11T02:59:59Z"], "0\n"),
                (["--as-of", "2030-01-01"], "2\n"), (["--storage", "local"], "2\n"),
            ]
            for (number, (words, expected)) in choices.enumerated() {
                let place = "back-\(number)"
                let result = try await fixture.start(["restore", "site", "--to", fixture.scratch(place)] + words).wait()
                #expect(result.status == 0, "\(words): \(result)")
                #expect(try which(fixture, place) == expected, "\(words)")
                #expect(result.errors.contains("digests agree"))
            }
        }
    }

    @Test(
        "What is not there is a failure with a way on",
        arguments: [
            (["--backup", "20260110T030000Z-ffff"], "there is no backup 20260110T030000Z-ffff of site/files"),
            (["--as-of", "2026-01-09"], "there is no backup of site/files from 2026-01-09T23:59:59Z or before"),
            (["--storage", "lokal"], "no storage lokal"),
        ])
    func nothing(_ words: [String], _ message: String) async throws {
        try await CommandFixture.with { fixture in
            _ = try await history(fixture)
            let result = try await fixture.start(["restore", "site", "--to", fixture.scratch("back")] + words).wait()
            #expect(result.status == 1 || result.status == 64, "\(result)")
            #expect(result.errors.contains(message), "\(result)")
            #expect(result.errors.contains("hint: "))
            #expect(!fixture.exists("back"))
        }
    }

    @Test("A place that holds something is refused without --force; with it, other names are let be")
    func nonEmpty() async throws {
        try await CommandFixture.with { fixture in
            _ = try await history(fixture)
            try fixture.scratch.write("back/files/which", "mine\n")
            try fixture.scratch.write("back/files/other", "mine too\n")
            let refused = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(refused.status == 1)
            #expect(refused.errors.contains("is not empty"))
            #expect(refused.errors.contains("--force"))
            #expect(try which(fixture, "back") == "mine\n")

            let forced = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "--force")
            #expect(forced.status == 0, "\(forced)")
            #expect(try which(fixture, "back") == "2\n")
            #expect(fixture.paths(below: "back/files") == ["other", "which"])

            try fixture.scratch.write("file", "a file\n")
            let file = try await fixture.run("restore", "site", "--to", fixture.scratch("file"))
            #expect(file.status == 1)
            #expect(file.errors.contains("is not a folder"))
        }
    }

    @Test("--stdout is the plain dump and nothing else")
    func stdout() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let result = try await fixture.run("restore", "site", "--stdout")
            #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
            try fixture.scratch.write("dump.tar", result.output)
            let compared = try await fixture.tool(
                "tar", "-d", "-f", fixture.scratch("dump.tar"), "-C", fixture.scratch.path)
            #expect(compared.status == 0 && compared.output.isEmpty, "\(compared)")
        }
    }

    @Test("--in-place puts back what was lost and leaves what is not in the backup")
    func inPlace() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            try fixture.scratch.write("files/index.html", "defaced\n")
            try FileManager.default.removeItem(atPath: fixture.scratch("files/uploads/photo.bin"))
            try fixture.scratch.write("files/new.txt", "new\n")
            let result = try await fixture.run("restore", "site", "--in-place")
            #expect(result.status == 0, "\(result)")
            #expect(
                try String(contentsOfFile: fixture.scratch("files/index.html"), encoding: .utf8) == "<h1>Welcome</h1>\n"
            )
            #expect(fixture.exists("files/uploads/photo.bin"))
            #expect(fixture.exists("files/new.txt"))
        }
    }

    @Test("A job of several targets restores each beside the other; --stdout wants one of them named")
    func severalTargets() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("data/red/a", "red\n")
            try fixture.scratch.write("data/blue/a", "blue\n")
            try fixture.configure(
                """
                jobs:
                  - job: site
                    type: desc_files
                    sources: [{target: ["\(fixture.scratch("data"))/*"]}]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            #expect(try await fixture.run("run").status == 0)
            let both = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(both.status == 0, "\(both)")
            let same = try await fixture.tool("diff", "-r", fixture.scratch("data"), fixture.scratch("back"))
            #expect(same.status == 0, "\(same)")
            let ambiguous = try await fixture.run("restore", "site", "--stdout")
            #expect(ambiguous.status == 64)
            #expect(ambiguous.errors.contains("hint: name one of them as site/TARGET: blue, red"), "\(ambiguous)")
            let one = try await fixture.run("restore", "site/blue", "--to", fixture.scratch("one"))
            #expect(one.status == 0)
            #expect(fixture.paths(below: "one") == ["blue", "blue/a"])
        }
    }

    @Test("A damaged backup is exit 4, to a folder and to stdout", arguments: ["stored", "compressed"])
    func damaged(_ kind: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(source: kind == "stored" ? ["compression: none"] : [])
            try await fixture.run("run")
            let object = try #require(try await fixture.backups().first?.object)
            try fixture.flipByte(of: "store/\(object)")
            let folder = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(folder.status == 4, "\(folder)")
            #expect(!folder.errors.contains("digests agree"))
            let stream = try await fixture.run("restore", "site", "--stdout")
            #expect(stream.status == 4, "\(stream)")
            #expect(stream.errors.contains("error: job site: target files: "))
        }
    }

    @Test("What a consumer no longer takes is a failure, not a success")
    func closedPipe() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let result = try await fixture.tool(
                "bash", "-c", "'\(BuiltBinary.path)' restore site --stdout | true; exit ${PIPESTATUS[0]}")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("standard output"))
        }
    }

    @Test("The first storage that has it is taken when another does not answer")
    func secondStorage() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(storages: ["store", "second"])
            #expect(try await fixture.run("run").status == 0)
            try FileManager.default.removeItem(atPath: fixture.scratch("store"))
            try fixture.scratch.write("store", "a file, not a folder\n")
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(result.status == 0, "\(result)")
            #expect(result.errors.contains("warning: storage local"))
            #expect(result.errors.contains(" from second, "))
        }
    }
}
