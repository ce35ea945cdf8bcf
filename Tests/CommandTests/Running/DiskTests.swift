import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Disks that are full or may not be written")
struct DiskTests {
    private func makeLargeFile(_ fixture: CommandFixture) throws {
        var random = SeededGenerator(seed: 9)
        try fixture.scratch.write("files/large", random.bytes(4_000_000))
    }

    private func smallStore(_ fixture: CommandFixture) async throws -> MountNamespace {
        try FileManager.default.createDirectory(atPath: fixture.scratch("store"), withIntermediateDirectories: false)
        let namespace = try fixture.mountNamespace()
        try await fixture.mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", fixture.scratch("store"), in: namespace)
        return namespace
    }

    @Test(
        "A full disk is a failure that says which storage, where, and what to do; old backups stay",
        .enabled(if: Needs.mounts))
    func full() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            let namespace = try await smallStore(fixture)
            #expect(try await fixture.run("run", in: namespace).status == 0)
            let before = try await fixture.run("list", "-o", "name", in: namespace).text

            try makeLargeFile(fixture)
            for _ in 1...3 {
                let result = try await fixture.run("run", in: namespace)
                #expect(result.status == 1, "\(result)")
                let line = try #require(result.errorLines.first { $0.contains("error: ") })
                #expect(line.contains("job site: target files: storage local"), "\(result)")
                #expect(line.contains(fixture.scratch("store")), "\(result)")
                #expect(line.contains("No space left on device"), "\(result)")
                #expect(result.errors.contains("hint: the volume is full"), "\(result)")
                #expect(try await fixture.run("list", "-o", "name", in: namespace).text == before)
            }
            #expect(try await fixture.run("verify", "--all", in: namespace).status == 0)

            // Nothing of the failed runs takes the space that the next one needs.
            try FileManager.default.removeItem(atPath: fixture.scratch("files/large"))
            let next = try await fixture.run("run", in: namespace)
            #expect(next.status == 0, "\(next)")
        }
    }

    @Test(
        "With a second storage that has space, the good copy is kept and the run is degraded",
        .enabled(if: Needs.mounts))
    func degraded() async throws {
        try await CommandFixture.with { fixture in
            try makeLargeFile(fixture)
            try fixture.configureFiles(storages: ["store", "roomy"])
            let namespace = try await smallStore(fixture)
            let result = try await fixture.run("run", in: namespace)
            #expect(result.status == 3, "\(result)")
            #expect(result.errors.contains("storage local"))
            #expect(result.errors.contains("job site: degraded in"))
            let listed = try await fixture.run("list", "-o", "json", in: namespace).decode(BackupList.self).backups
            #expect(listed.map(\.storage) == ["second"])
            #expect(try await fixture.run("verify", "--storage", "second", in: namespace).status == 0)
            let restored = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), in: namespace)
            #expect(restored.status == 0, "\(restored)")
            let same = try await fixture.tool(
                "cmp", fixture.scratch("files/large"), fixture.scratch("back/files/large"))
            #expect(same.status == 0)
            let record = try #require(try fixture.runRecords(of: "site", in: "roomy").first)
            #expect(record.outcome == "degraded")
            #expect(record.targets[0].deliveries.map { $0.problem == nil } == [false, true])
        }
    }

    @Test("A read-only backup_dir", .enabled(if: Needs.mounts))
    func readOnly() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            #expect(try await fixture.run("run").status == 0)
            let namespace = try fixture.mountNamespace()
            try await fixture.mount("--bind", fixture.scratch("store"), fixture.scratch("store"), in: namespace)
            try await fixture.mount("-o", "remount,ro,bind", fixture.scratch("store"), in: namespace)
            let result = try await fixture.run("run", in: namespace)
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("Read-only file system"))
            #expect(result.errors.contains("hint: the file system is mounted read-only; mount the volume writable"))
            // What lies there can still be read and used.
            #expect(try await fixture.run("list", "-o", "name", in: namespace).lines.count == 1)
            #expect(
                try await fixture.run("restore", "site", "--to", fixture.scratch("back"), in: namespace).status == 0)
            let verified = try await fixture.run("verify", in: namespace)
            #expect(verified.lines.contains { $0.hasPrefix("intact") }, "\(verified)")
            #expect(verified.status == 0, "\(verified)")
            #expect(verified.errors.contains("warning: "), "\(verified)")
            let checked = try await fixture.run("check", in: namespace)
            #expect(checked.status == 1)
            #expect(checked.lines.contains { $0.hasPrefix("FAIL  job site: storage local") }, "\(checked)")
        }
    }

    @Test("A backup_dir that belongs to somebody else", .enabled(if: Needs.otherUsers))
    func foreign() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try fixture.openToOthers()
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("store"), withIntermediateDirectories: false)
            chmod(fixture.scratch("store"), 0o700)
            let result = try await fixture.run("run", asUser: 65_534)
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("Permission denied"))
            #expect(result.errors.contains("hint: it must be accessible to uid 65534"))
            #expect(fixture.paths(below: "store").isEmpty)
            let list = try await fixture.run("list", asUser: 65_534)
            #expect(list.status == 1, "\(list)")
            #expect(list.errors.contains("Permission denied"))
        }
    }

    @Test("A backup_dir whose parents do not exist is made, for its owner only")
    func missingParents() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(storages: ["one/two/three"])
            // To look makes nothing.
            #expect(try await fixture.run("list").status == 0)
            #expect(!fixture.exists("one"))
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            let modes = try await fixture.tool("find", fixture.scratch("one"), "-printf", "%y%m\\n")
            #expect(Set(modes.lines) == ["d700", "f600"], "\(modes)")
        }
    }

    @Test("A backup_dir that is a file")
    func notAFolder() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try fixture.scratch.write("store", "precious\n")
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains(fixture.scratch("store")))
            #expect(try String(contentsOfFile: fixture.scratch("store"), encoding: .utf8) == "precious\n")
        }
    }
}
