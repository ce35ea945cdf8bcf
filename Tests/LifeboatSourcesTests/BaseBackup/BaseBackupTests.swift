import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("A base backup of PostgreSQL", .enabled(if: PostgreSQLFixture.isHere))
struct BaseBackupTests {
    @Test("upholds the contract of sources", arguments: SourceContract.allCases.filter { $0 != .missingTarget })
    func contract(_ rule: SourceContract) async throws {
        try await BaseBackupFixture.with { try await rule.check($0) }
    }

    @Test("is verified by pg_verifybackup, belongs to the server's user, and is for nobody else to look into")
    func verified() async throws {
        try await BaseBackupFixture.with { fixture in
            let (dump, result) = try await fixture.dump()
            try await withScratchFolder { folder in
                let data = folder("data")
                let target = Target(name: "server", fileExtension: "tar", origin: "")
                let restored = try await fixture.source().restore(
                    target, from: dump.stream, into: .folder(data, replace: false))
                #expect(restored.evidence == result.evidence)
                try BaseBackupFixture.server("pg_verifybackup", ["--exit-on-error", data]).checked()
                var found = stat()
                #expect(stat(data, &found) == 0)
                #expect(found.st_mode & 0o777 == 0o700)
                let user = getuid() == 0 ? getpwnam("postgres").pointee.pw_uid : getuid()
                for path in ["", "/PG_VERSION", "/backup_manifest", "/base", "/pg_wal"] {
                    #expect(stat(data + path, &found) == 0)
                    #expect(found.st_uid == user, "\(path)")
                }
                await expectLifeboatError(.alreadyExists) {
                    _ = try await fixture.source().restore(
                        target, from: dump.stream, into: .folder(data, replace: false))
                }
            }
        }
    }

    @Test("knows the system, and where its WAL begins")
    func facts() async throws {
        try await BaseBackupFixture.with { fixture in
            let (_, result) = try await fixture.dump()
            let system = try await fixture.sql(
                "SELECT system_identifier FROM pg_control_system()")
            #expect(result.facts["system_identifier"].map { "\($0)\n" } == system)
            #expect(result.facts["wal_position"]?.contains("/") == true)
            #expect(result.facts["timeline"] == "1")
            let lines = try await fixture.source().probe()
            #expect(lines.count == 1)
        }
    }

    @Test("needs a right, which is named, and a server without tablespaces")
    func refused() async throws {
        try await BaseBackupFixture.with { fixture in
            let user = "b\(UInt32.random(in: .min ... .max))"
            try await fixture.sql("CREATE ROLE \(user) LOGIN PASSWORD 'test'")
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await fixture.dump(fixture.source(user: user))
            }
            #expect(error?.hint?.contains("REPLICATION") == true, "\(error?.description ?? "")")
            try await fixture.sql("ALTER ROLE \(user) REPLICATION")
            _ = try await fixture.dump(fixture.source(user: user))
            try await fixture.sql("DROP ROLE \(user)")
        }
    }

    @Test("of a server with a tablespace is refused, with what to do")
    func tablespace() async throws {
        let service = try #require(try TestService.start("postgresql"))
        let fixture = BaseBackupFixture(service: service)
        let place = service["data"] + "/../run/space"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        if getuid() == 0 {
            #expect(chown(place, getpwnam("postgres").pointee.pw_uid, getpwnam("postgres").pointee.pw_gid) == 0)
        }
        let path = URL(fileURLWithPath: place).standardized.path
        try await fixture.sql("CREATE TABLESPACE far LOCATION '\(path)'")
        let error = await expectLifeboatError(.refused) { _ = try await fixture.dump() }
        #expect(error?.hint?.contains("postgresql") == true, "\(error?.description ?? "")")
    }

    @Test("that is damaged, or ends early, leaves no data directory that a server could start on")
    func broken() async throws {
        try await BaseBackupFixture.with { fixture in
            let (dump, _) = try await fixture.dump()
            try await withScratchFolder { folder in
                let data = folder("data")
                // As on a volume of its own.
                try FileManager.default.createDirectory(atPath: data + "/lost+found", withIntermediateDirectories: true)
                let target = Target(name: "server", fileExtension: "tar", origin: "")
                let damaged = LifeboatError(.corrupted, "the digest differs", hint: "take another one")
                // The digest shows it behind the last byte, which is behind the archive's own end mark.
                for size in [dump.size, dump.size - 1, dump.size / 2, 1] {
                    let failing = ByteStream(Array(dump.bytes.prefix(size))).failing(with: damaged)
                    let error = await expectLifeboatError(.corrupted, "\(size)") {
                        _ = try await fixture.source().restore(
                            target, from: failing, into: .folder(data, replace: false))
                    }
                    #expect(error?.hint?.contains("take another one; the folder \(data) is empty again") == true)
                    #expect(try FileManager.default.contentsOfDirectory(atPath: data) == ["lost+found"])
                }
                let short = ByteStream(Array(dump.bytes.prefix(dump.size / 2)))
                let error = await expectLifeboatError(.corrupted) {
                    _ = try await fixture.source().restore(target, from: short, into: .folder(data, replace: false))
                }
                #expect(error?.hint?.contains("is empty again") == true)
                #expect(try FileManager.default.contentsOfDirectory(atPath: data) == ["lost+found"])
                // The next copy is restored into the same folder, as over a failed one.
                _ = try await fixture.source().restore(target, from: dump.stream, into: .folder(data, replace: true))
                await expectLifeboatError(.alreadyExists) {
                    _ = try await fixture.source().restore(
                        target, from: dump.stream, into: .folder(data, replace: true))
                }
            }
        }
    }

    @Test("of a server that is killed in the middle is a failure")
    func killedServer() async throws {
        let service = try #require(try TestService.start("postgresql"))
        let fixture = BaseBackupFixture(service: service)
        try await fixture.sql("CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 50000)")
        let error = await expectLifeboatError(.failed) {
            try await fixture.source().withSession { session in
                let target = try #require(try await session.targets().first)
                // With its first bytes, of which 50 MB would follow.
                let collected = CollectedDump { size in if size == 0 { try service.signal(SIGQUIT) } }
                _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: collected)
            }
        }
        #expect(error?.hint?.contains("log") == true, "\(error?.description ?? "")")
    }

    @Test("makes the folders above so that the server's user gets through them")
    func parents() async throws {
        try await BaseBackupFixture.with { fixture in
            let (dump, _) = try await fixture.dump()
            try await withScratchFolder { folder in
                let target = Target(name: "server", fileExtension: "tar", origin: "")
                _ = try await fixture.source().restore(
                    target, from: dump.stream, into: .folder(folder("a/b/data"), replace: false))
                for (path, mode) in [("a", 0o755), ("a/b", 0o755), ("a/b/data", 0o700)] as [(String, mode_t)] {
                    var found = stat()
                    #expect(stat(folder(path), &found) == 0)
                    #expect(found.st_mode & 0o777 == mode, "\(path)")
                }
            }
        }
    }

    @Test("goes to a new folder only")
    func places() async throws {
        try await BaseBackupFixture.with { fixture in
            let target = Target(name: "server", fileExtension: "tar", origin: "")
            for place in [
                RestorePlace.inPlace, .renamed("x"),
                .server(try ServerAddress(url: "postgresql://h"), replace: false),
            ] {
                await expectLifeboatError(.usage) {
                    _ = try await fixture.source().restore(target, from: ByteStream([]), into: place)
                }
            }
        }
    }

    @Test(
        "is whole only with all that a server needs to start",
        arguments: ["backup_label", "global/pg_control", "PG_VERSION", "pg_wal/*", ""])
    func parts(_ removed: String) async throws {
        try await withScratchFolder { folder in
            for file in [
                "backup_label", "global/pg_control", "PG_VERSION", "backup_manifest", "pg_wal/000000010000000000000002",
            ] {
                try folder.write("d/\(file)", "START WAL LOCATION: 0/2000028 (file x)\n")
            }
            let excludes = removed.isEmpty ? [] : ["--exclude=\(removed)"]
            let tar = try OracleTool("tar").run(
                ["-C", folder("d"), "--format=ustar", "--transform=s,^\\./,,"] + excludes + ["-cf", "-", "."]
            ).checked().output
            let facts = BaseBackupFacts()
            var inspector = BaseBackupInspector(facts: facts)
            var generator = SeededGenerator(seed: 1)
            var rest = Array(tar)[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...700, using: &generator)
                try Array(rest.prefix(size)).withUnsafeBytes { try inspector.inspect($0) }
                rest = rest.dropFirst(size)
            }
            if removed.isEmpty {
                #expect(try inspector.finish().counts["files"] == 5)
                #expect(facts.values["wal_position"] == "0/2000028")
            } else {
                await expectLifeboatError(.incomplete) { _ = try inspector.finish() }
            }
        }
    }
}
