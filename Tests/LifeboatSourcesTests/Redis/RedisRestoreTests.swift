import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Restoring an RDB file", .enabled(if: RedisServer.isInstalled))
struct RedisRestoreTests {
    private static let target = Target(name: "dump", fileExtension: "rdb", origin: "127.0.0.1:6379")
    private static let source = RedisSource(RedisConfiguration(server: ServerConnection(port: 6_379)))

    private func restore(_ bytes: [UInt8], _ place: RestorePlace) async throws -> DumpResult {
        try await Self.source.restore(Self.target, from: ByteStream(bytes), into: place)
    }

    @Test("A file that is there is only replaced when that is asked for")
    func existing() async throws {
        try await withScratchFolder { folder in
            try folder.write("dump.rdb", "old")
            await expectLifeboatError(.alreadyExists) {
                _ = try await restore(RDBSample.small, .folder(folder.path, replace: false))
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder("dump.rdb"))) == Data("old".utf8))
            let result = try await restore(RDBSample.small, .folder(folder.path, replace: true))
            #expect(result.evidence.counts["keys"] == 2)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder("dump.rdb"))) == Data(RDBSample.small))
            let mode = try FileManager.default.attributesOfItem(atPath: folder("dump.rdb"))[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test("A file that is not whole gets no name")
    func damaged() async throws {
        try await withScratchFolder { folder in
            for bytes in [Array(RDBSample.small.dropLast(1)), Array("-ERR no such thing\r\n".utf8), []] {
                await #expect(throws: LifeboatError.self) {
                    try await restore(bytes, .folder(folder.path, replace: true))
                }
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(left == [])
            }
        }
    }

    @Test("It belongs to whoever owns the folder", .enabled(if: geteuid() == 0))
    func owner() async throws {
        try await withScratchFolder { folder in
            #expect(chown(folder.path, 65_534, 65_534) == 0)
            _ = try await restore(RDBSample.small, .folder(folder.path, replace: false))
            let attributes = try FileManager.default.attributesOfItem(atPath: folder("dump.rdb"))
            #expect(attributes[.ownerAccountID] as? Int == 65_534)
        }
    }

    @Test("A server with appendonly yes is empty, unless the file is taken in as docs/restore.md says")
    func appendOnly() async throws {
        try await withScratchFolder { folder in
            let server = try RedisServer.start()
            try RedisServer.ask(server, "SET", "a", "b")
            let dumped = CollectedDump()
            let source = RedisServer.source(server)
            _ = try await source.withSession { session in
                try await session.dump(Self.target, DumpContext(pool: BlockPool()), into: dumped)
            }
            func restored(_ name: String) async throws -> String {
                let place = RestorePlace.folder(folder(name), replace: false)
                let result = try await source.restore(Self.target, from: dumped.stream, into: place)
                #expect(result.facts["next_steps"]?.contains("CONFIG SET appendonly yes") == true)
                return folder(name)
            }
            let ignored = try await RedisServer.start(["--dir", restored("ignored"), "--appendonly", "yes"])
            #expect(try RedisServer.ask(ignored, "DBSIZE") == "0")

            let place = try await restored("taken in")
            let first = try RedisServer.start(["--dir", place, "--appendonly", "no"])
            try RedisServer.ask(first, "CONFIG", "SET", "appendonly", "yes")
            var persistence = ""
            repeat {
                persistence = try RedisServer.ask(first, "INFO", "persistence")
            } while persistence.contains("aof_rewrite_in_progress:1") || persistence.contains("aof_rewrite_scheduled:1")
            #expect(persistence.contains("aof_last_bgrewrite_status:ok"))
            try first.signal(SIGKILL)
            let second = try RedisServer.start(["--dir", place, "--appendonly", "yes"])
            #expect(try RedisServer.ask(second, "GET", "a") == "b")
        }
    }

    @Test("A running server is left alone, and why is said")
    func elsewhere() async throws {
        let address = try ServerAddress(url: "redis://localhost/0")
        for place in [RestorePlace.inPlace, .renamed("x"), .server(address, replace: true)] {
            let error = await expectLifeboatError(.refused) { _ = try await restore(RDBSample.small, place) }
            #expect(error?.hint?.contains("--to DIR") == true)
        }
    }
}
