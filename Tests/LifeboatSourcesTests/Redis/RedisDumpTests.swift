import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Dumps of a Redis server", .enabled(if: RedisServer.isInstalled))
struct RedisDumpTests {
    private func dump(_ source: RedisSource, into collected: CollectedDump) async throws -> DumpResult {
        try await source.withSession { session in
            let target = try #require(try await session.targets().first)
            return try await session.dump(target, DumpContext(pool: BlockPool()), into: collected)
        }
    }

    /// What Redis' own program says about the bytes.
    private func checked(_ bytes: [UInt8]) async throws -> String {
        try await withScratchFolder { folder in
            let file = try folder.write("dump.rdb", bytes)
            return try OracleTool("redis-check-rdb").run([file]).checked().text
        }
    }

    @Test("A file and a stream of unknown size are the same to whoever restores", arguments: ["yes", "no"])
    func transferMode(diskless: String) async throws {
        let server = try RedisServer.start(["--repl-diskless-sync", diskless, "--repl-diskless-sync-delay", "0"])
        try RedisServer.ask(server, "SET", "a", "b")
        try RedisServer.ask(server, "SET", "c", "d", "EX", "1000")
        let collected = CollectedDump()
        let result = try await dump(RedisServer.source(server), into: collected)
        #expect(try await checked(collected.bytes).contains("2 keys read"))
        // No mark behind the checksum: its end is the file's.
        #expect(collected.bytes[collected.size - 9] == 0xFF)
        #expect(
            result.evidence.counts == [
                "keys": 2, "keys of database 0": 2, "keys that expire": 1, "function libraries": 0,
            ])
        #expect(result.facts["role"] == "master" && result.facts["rdb_version"] == "10")
        #expect(result.facts["checksum"] == nil && result.facts["not_counted"] == nil)
    }

    @Test("The keys of each database are counted as the server counts them")
    func counts() async throws {
        let server = try RedisServer.shared()
        let result = try await dump(RedisServer.source(server), into: CollectedDump())
        for database in [0, 3, 15] {
            let size = try RedisServer.ask(
                server, "EVAL", "redis.call('SELECT', \(database)); return redis.call('DBSIZE')", "0")
            #expect(result.evidence.counts["keys of database \(database)"] == Int64(size))
        }
        #expect(result.evidence.counts["keys that expire"] == 2)
        #expect(result.evidence.counts["function libraries"] == 1)
    }

    @Test("An empty server is a backup of no keys")
    func empty() async throws {
        let server = try RedisServer.start()
        let collected = CollectedDump()
        let result = try await dump(RedisServer.source(server), into: collected)
        #expect(result.evidence.counts["keys"] == 0)
        #expect(try await checked(collected.bytes).contains("0 keys read"))
    }

    @Test("Without a checksum it is said, and the end is found by reading all of it")
    func withoutChecksum() async throws {
        let server = try RedisServer.start(["--rdbchecksum", "no"])
        try RedisServer.ask(server, "SET", "a", "b")
        let collected = CollectedDump()
        let result = try await dump(RedisServer.source(server), into: collected)
        #expect(result.facts["checksum"]?.hasPrefix("none") == true)
        #expect(result.evidence.counts["keys"] == 1)
        #expect(collected.bytes.suffix(9) == [0xFF, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("A server that dies in the middle is a failure")
    func serverDies() async throws {
        let server = try RedisServer.start()
        try RedisServer.ask(server, "EVAL", "for i = 1, 200 do redis.call('SET', i, string.rep(i, 100000)) end", "0")
        // So large that the pipes cannot hold it: the server is still sending when it is killed.
        try RedisServer.ask(server, "CONFIG", "SET", "rdbcompression", "no")
        let collected = CollectedDump { size in if size == 0 { try server.signal(SIGKILL) } }
        let error = await expectLifeboatError(.failed) {
            _ = try await dump(RedisServer.source(server), into: collected)
        }
        #expect(error?.hint != nil)
    }

    @Test("A user of the ACL needs the rights of a replica, and is told so")
    func rights() async throws {
        let server = try RedisServer.start()
        try RedisServer.ask(server, "ACL", "SETUSER", "reader", "on", ">s3cret", "+ping", "+info", "+get", "~*")
        try RedisServer.ask(
            server, "ACL", "SETUSER", "backup", "on", ">s3cret", "+ping", "+info", "+replconf", "+sync", "+psync")
        let error = await expectLifeboatError(.accessDenied) {
            let source = RedisServer.source(server, user: "reader", password: "s3cret")
            _ = try await dump(source, into: CollectedDump())
        }
        #expect(error?.hint?.contains("+psync") == true)
        let collected = CollectedDump()
        let source = RedisServer.source(server, user: "backup", password: "s3cret")
        #expect(try await dump(source, into: collected).facts["role"] == "master")
        #expect(try await checked(collected.bytes).contains("0 keys read"))
    }

    @Test("A server is reached by its socket too")
    func socket() async throws {
        let server = try RedisServer.shared()
        let connection = ServerConnection(port: 1, socket: server["socket"], password: Secret("test"))
        let source = RedisSource(RedisConfiguration(server: connection))
        #expect(try await dump(source, into: CollectedDump()).evidence.counts["keys"] ?? 0 > 20)
        #expect(try await source.probe().count == 2)
    }

    @Test("TLS is checked with the authority that is named", .enabled(if: TestCertificate.canBeMade))
    func tls() async throws {
        try await withScratchFolder { folder in
            let own = try TestCertificate(in: folder)
            let server = try RedisServer.start()
            for (name, value) in [
                ("tls-cert-file", own.certificate), ("tls-key-file", own.key), ("tls-ca-cert-file", own.certificate),
                ("tls-auth-clients", "no"),
            ] { try RedisServer.ask(server, "CONFIG", "SET", name, value) }
            // Another port near the plain one, the first that nobody has.
            let port = try #require(
                (1...50).map { server.port - $0 }.first { port in
                    (try? RedisServer.ask(server, "CONFIG", "SET", "tls-port", "\(port)")) != nil
                })
            func source(_ tls: ClientTLS) -> RedisSource {
                let connection = ServerConnection(host: "127.0.0.1", port: port, password: Secret("test"))
                return RedisSource(RedisConfiguration(server: connection, tls: tls))
            }
            let authority = ClientTLS(authority: own.certificate)
            let result = try await dump(source(authority), into: CollectedDump())
            #expect(result.evidence.counts["keys"] == 0)
            let error = await expectLifeboatError(.failed) {
                _ = try await dump(source(ClientTLS()), into: CollectedDump())
            }
            #expect(error?.hint?.contains("ca_cert") == true, "\(String(describing: error))")
            // A server that wants to see the client's certificate too.
            try RedisServer.ask(server, "CONFIG", "SET", "tls-auth-clients", "yes")
            let mutual = try await dump(source(own.client), into: CollectedDump())
            #expect(mutual.evidence.counts["keys"] == 0)
            let unknown = await expectLifeboatError(.failed) {
                _ = try await dump(source(authority), into: CollectedDump())
            }
            #expect(unknown?.hint != nil)
        }
    }

    @Test("valkey-cli does it where that is what is there, a stand-in made of redis-cli")
    func valkey() async throws {
        try await withScratchFolder { folder in
            let real = try #require(Command("redis-cli").location)
            try FileManager.default.createSymbolicLink(atPath: folder("valkey-cli"), withDestinationPath: real)
            let source = RedisServer.source(try RedisServer.shared(), path: folder.path)
            let result = try await dump(source, into: CollectedDump())
            #expect(result.facts["tool"]?.hasPrefix("valkey-cli 7.") == true)
        }
    }

    @Test("The program's words are explained")
    func words() {
        let program = RedisProgram(
            configuration: RedisConfiguration(server: ServerConnection(port: 6_379)), toolbox: Toolbox())
        for (why, kind) in [
            ("SYNC with master failed: -NOPERM this user has no permissions", LifeboatError.Kind.accessDenied),
            ("AUTH failed: WRONGPASS invalid username-password pair", .accessDenied),
            ("Could not connect to Redis at x:6379: Connection refused", .failed),
            ("SYNC with master failed: -LOADING Redis is loading the dataset in memory", .temporary),
            ("SYNC with master failed: -NOMASTERLINK Can't SYNC while not connected with my master", .temporary),
            ("something else", .failed),
        ] {
            let error = program.explain(LifeboatError(.failed, "redis-cli failed", why: why))
            #expect(error.kind == kind && error.why == why && error.hint != nil)
        }
    }
}
