import Foundation
import LifeboatTesting
import Testing

@Suite("Places that cannot be restored to", .enabled(if: Needs.mounts && Needs.tool("sqlite3")))
struct RestorePlaceTests {
    /// A backup of one kind or another, of some hundred kilobytes that cannot be compressed.
    private func prepare(_ fixture: CommandFixture, _ type: String) async throws {
        var random = SeededGenerator(seed: 5)
        let storage = "{storage: local, backup_dir: \"\(fixture.scratch("store"))\"}"
        let source: String
        switch type {
        case "desc_files":
            try fixture.scratch.write("files/large", random.bytes(400_000))
            source = "sources: [{target: [\"\(fixture.scratch("files"))\"]}]"
        case "sqlite":
            let database = fixture.scratch("app.db")
            let statement = "CREATE TABLE t(a); INSERT INTO t VALUES(randomblob(400000));"
            #expect(try await fixture.tool("sqlite3", database, statement).status == 0)
            source = "sources: [{target: [\"\(database)\"]}]"
        default: source = "stream: yes, dump_cmd: head -c 400000 /dev/urandom"
        }
        try fixture.configure("jobs: [{job: x, type: \(type), \(source), storages: [\(storage)]}]\n")
        #expect(try await fixture.run("run").status == 0)
        try FileManager.default.createDirectory(atPath: fixture.scratch("mount"), withIntermediateDirectories: false)
    }

    @Test("A read-only file system is named, with what to do", arguments: ["desc_files", "sqlite", "external"])
    func readOnly(_ type: String) async throws {
        try await CommandFixture.with { fixture in
            try await prepare(fixture, type)
            let namespace = try fixture.mountNamespace()
            try await fixture.mount("-t", "tmpfs", "-o", "ro", "tmpfs", fixture.scratch("mount"), in: namespace)
            let result = try await fixture.run("restore", "x", "--to", fixture.scratch("mount/back"), in: namespace)
            #expect(result.status == 1, "\(result)")
            #expect(
                result.errors.contains("cannot make the folder \(fixture.scratch("mount/back")): Read-only"),
                "\(result)")
            #expect(result.errors.contains("hint: the file system is mounted read-only"), "\(result)")
        }
    }

    @Test("A full one too, and not with words about storages", arguments: ["desc_files", "sqlite", "external"])
    func full(_ type: String) async throws {
        try await CommandFixture.with { fixture in
            try await prepare(fixture, type)
            let namespace = try fixture.mountNamespace()
            try await fixture.mount("-t", "tmpfs", "-o", "size=100k", "tmpfs", fixture.scratch("mount"), in: namespace)
            let result = try await fixture.run("restore", "x", "--to", fixture.scratch("mount/back"), in: namespace)
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("hint: the volume is full; free some space or enlarge it\n"), "\(result)")
        }
    }
}
