import Foundation
import LifeboatTesting
import Testing

@Suite("Files that cannot be read")
struct UnreadableTests {
    @Test(
        "are named on stderr, in the receipt and in the run record, and the run is degraded",
        .enabled(if: Needs.otherUsers))
    func named() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try fixture.openToOthers()
            try fixture.makeFolder("store", ownedBy: 65_534)
            chmod(fixture.scratch("files"), 0o755)
            chmod(fixture.scratch("files/uploads"), 0o755)
            let secret = try fixture.scratch.write("files/uploads/secret.key", "secret\n")
            chmod(secret, 0o600)

            let result = try await fixture.run("run", asUser: 65_534)
            #expect(result.status == 3, "\(result)")
            let line = try #require(result.errorLines.first { $0.contains("error: ") })
            #expect(line.contains("job site: target files: could not be read: files/uploads/secret.key"), "\(result)")
            #expect(result.errors.contains("job site: degraded in"))

            let backup = try #require(try await fixture.backups().first)
            #expect(!backup.complete)
            let table = try await fixture.run("list")
            #expect(table.lines.last?.hasSuffix("partial") == true, "\(table)")
            let receipt = try String(
                contentsOfFile: fixture.scratch("store/site/files/\(backup.id)/receipt.json"), encoding: .utf8)
            #expect(receipt.contains("files/uploads/secret.key") && receipt.contains("unreadable"))
            let record = try #require(try fixture.runRecords(of: "site").first)
            #expect(record.outcome == "degraded")
            #expect(record.targets[0].omissions.map(\.name) == ["files/uploads/secret.key"])

            let restored = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(restored.status == 3, "\(restored)")
            let missing = "backup \(backup.id) is partial: could not be read: files/uploads/secret.key"
            #expect(restored.errors.contains("warning: site/files: \(missing)\n"), "\(restored)")
            #expect(restored.errors.contains("agree, but the backup is partial"), "\(restored)")
            #expect(fixture.exists("back/files/index.html"))
            let dump = try await fixture.run("restore", "site", "--stdout")
            #expect(dump.status == 3 && dump.errors.contains(missing), "\(dump)")
        }
    }

    @Test(
        "Each volume has a folder that only root reads, and no backup is partial for it", .enabled(if: Needs.otherUsers)
    )
    func volume() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            for name in ["lost+found", "uploads/lost+found", "uploads/lost+found-not"] {
                try fixture.makeFolder("files/\(name)", ownedBy: 0)
                chmod(fixture.scratch("files/\(name)"), 0o700)
            }
            try fixture.openToOthers()
            try fixture.makeFolder("store", ownedBy: 65_534)
            chmod(fixture.scratch("files"), 0o755)
            chmod(fixture.scratch("files/uploads"), 0o755)
            let partial = try await fixture.run("run", asUser: 65_534)
            #expect(partial.status == 3, "\(partial)")
            let lines = partial.errorLines.filter { $0.contains("could not be read") }
            #expect(lines.count == 1 && lines[0].contains("files/uploads/lost+found-not"), "\(partial)")
            try FileManager.default.removeItem(atPath: fixture.scratch("files/uploads/lost+found-not"))
            // By its folder, and by patterns that it would match, or would be looked into for.
            let plain = try String(contentsOfFile: fixture.configuration, encoding: .utf8)
            for pattern in ["", "/*", "/**/*.html"] {
                try fixture.configure(plain.replacing("files\"]", with: "files\(pattern)\"]"))
                try fixture.openToOthers()
                let whole = try await fixture.run("run", asUser: 65_534)
                #expect(whole.status == 0, "\(pattern): \(whole)")
            }
            try fixture.configure(plain)
            try fixture.openToOthers()
            // Somebody's own folder of that name is one like others.
            chown(fixture.scratch("files/lost+found"), 1, 1)
            let others = try await fixture.run("run", asUser: 65_534)
            #expect(others.status == 3, "\(others)")
        }
    }

    @Test("Of very many some are named in the log, which says where the rest is", .enabled(if: Needs.otherUsers))
    func many() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("files/readable", "x\n")
            for number in 0..<30 { chmod(try fixture.scratch.write("files/secret-\(number)", ""), 0) }
            try fixture.configureFiles()
            try fixture.openToOthers()
            try fixture.makeFolder("store", ownedBy: 65_534)
            chmod(fixture.scratch("files"), 0o755)
            let result = try await fixture.run("run", asUser: 65_534)
            #expect(result.status == 3, "\(result)")
            #expect(result.errorLines.count { $0.contains("could not be read: files/secret-") } == 20, "\(result)")
            let rest = "… in all 30: 30 could not be read; the backup's receipt.json names them"
            #expect(result.errors.contains(rest), "\(result)")
            let restored = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(restored.status == 3 && restored.errors.contains(" is partial: 10 more; "), "\(restored)")
        }
    }

    @Test("A target that is missing is a failure, and the others are backed up")
    func missing() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.scratch.write("other/x", "x\n")
            try fixture.configure(
                """
                jobs:
                  - job: site
                    type: desc_files
                    sources:
                      - target: ["\(fixture.scratch("gone"))", "\(fixture.scratch("files"))", "\(fixture.scratch("*.d"))", "\(fixture.scratch("other"))"]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))", store: {days: 3}}]

                """)
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            for (target, pattern) in [("gone", "gone"), (fixture.scratch("*.d"), "*.d")] {
                let said = "job site: target \(target): nothing matches the target `\(fixture.scratch(pattern))`"
                #expect(result.errors.contains(said), "\(result)")
            }
            #expect(try await fixture.backups().map(\.target).sorted() == ["files", "other"])
            let record = try #require(try fixture.runRecords(of: "site").first)
            #expect(record.outcome == "failed")
            #expect(
                record.targets.map { "\($0.target) \($0.outcome)" } == [
                    "files done", "other done", "gone failed", "\(fixture.scratch("*.d")) failed",
                ])
            // Nothing of them is left but what the record says.
            let folders = try FileManager.default.contentsOfDirectory(atPath: fixture.scratch("store/site"))
            #expect(folders.sorted() == ["files", "other", "runs"])

            let check = try await fixture.run("check")
            #expect(check.status == 1, "\(check)")
            #expect(check.text.contains("2 targets cannot be backed up"), "\(check)")
            #expect(check.text.contains("`\(fixture.scratch("gone"))`"), "\(check)")
        }
    }

    @Test("A target that matches nothing is a failure, not an empty backup")
    func nothing() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains(fixture.scratch("files")))
            #expect(try await fixture.backups() == [])
            #expect(try fixture.runRecords(of: "site").map(\.outcome) == ["failed"])
        }
    }
}
