import Foundation
import LifeboatTesting
import Testing

/// The configuration's own check goes by what is written there; here the folders are met while the tree is walked.
@Suite("A job's own backups below its targets")
struct OwnBackupsTests {
    private func members(_ fixture: CommandFixture, _ backup: ListedBackup) async throws -> [String] {
        let restored = try await fixture.run("restore", "site", "--backup", backup.id, "--stdout")
        #expect(restored.status == 0, "\(restored.errors)")
        try fixture.scratch.write("a.tar", restored.output)
        return try await fixture.tool("tar", "-tf", fixture.scratch("a.tar")).lines.sorted()
    }

    private static let expected = [
        "files/", "files/deep/", "files/deep/store/", "files/deep/store/other/", "files/deep/store/other/kept",
        "files/index.html",
    ]

    /// Two runs: the first makes the folder while it walks, the second finds a backup there.
    private func expectLeftOut(_ fixture: CommandFixture, in namespace: MountNamespace? = nil) async throws {
        for _ in 1...2 {
            let result = try await fixture.run("run", in: namespace)
            #expect(result.status == 0, "\(result)")
        }
        let second = try await fixture.run("run", in: namespace)
        #expect(second.errors.contains("skipped: files/deep/store/site: the job's own backups"), "\(second)")
        for backup in try await fixture.backups() {
            #expect(try await members(fixture, backup) == Self.expected)
        }
    }

    private func makeTree(_ fixture: CommandFixture) throws {
        try fixture.scratch.write("files/index.html", "hello\n")
        // What else lies in the backup folder is none of this job's.
        try fixture.scratch.write("files/deep/store/other/kept", "mine")
    }

    @Test("are left out where the configuration reaches them through a symlink")
    func symlinkToStorage() async throws {
        try await CommandFixture.with { fixture in
            try makeTree(fixture)
            symlink("files/deep/store", fixture.scratch("backups"))
            try fixture.configureFiles(store: "{days: 0}", storages: ["backups"])
            try await expectLeftOut(fixture)
        }
    }

    @Test("are left out where the target is a symlink to what contains them")
    func symlinkToTarget() async throws {
        try await CommandFixture.with { fixture in
            try makeTree(fixture)
            try #require(rename(fixture.scratch("files"), fixture.scratch("real")) == 0)
            symlink("real", fixture.scratch("files"))
            try fixture.configureFiles(store: "{days: 0}", storages: ["real/deep/store"])
            try await expectLeftOut(fixture)
        }
    }

    @Test("are left out where they are mounted into the target", .enabled(if: Needs.mounts))
    func bindMount() async throws {
        try await CommandFixture.with { fixture in
            try makeTree(fixture)
            try #require(rename(fixture.scratch("files/deep/store"), fixture.scratch("outside")) == 0)
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("files/deep/store"), withIntermediateDirectories: true)
            try fixture.configureFiles(store: "{days: 0}", storages: ["outside"])
            let namespace = try fixture.mountNamespace()
            try await fixture.mount(
                "--bind", fixture.scratch("outside"), fixture.scratch("files/deep/store"), in: namespace)
            try await expectLeftOut(fixture, in: namespace)
        }
    }

    @Test("are no target themselves, nor is what lies in them")
    func target() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("store/site/files/x", "x")
            for end in ["store/site", "store/site/files"] {
                unlink(fixture.scratch("files"))
                symlink(end, fixture.scratch("files"))
                try fixture.configureFiles()
                let result = try await fixture.run("run")
                #expect(result.status == 1, "\(result)")
                #expect(result.errors.contains("lies in the job's own backups"), "\(result)")
            }
            #expect(try await fixture.backups() == [])
        }
    }
}
