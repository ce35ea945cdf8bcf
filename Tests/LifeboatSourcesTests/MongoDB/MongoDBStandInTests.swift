import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("MongoDB, with programs that stand in for its own", .enabled(if: MongoDBStandIn.isInstalled))
struct MongoDBStandInTests {
    @Test("It keeps the contract of sources", arguments: SourceContract.allCases)
    func contract(rule: SourceContract) async throws {
        try await withScratchFolder { folder in
            try await rule.check(MongoDBStandInFixture(server: MongoDBStandIn(in: folder)))
        }
    }

    private func names(_ source: MongoDBSource) async throws -> [String] {
        try await source.withSession { try await $0.targets().map(\.name) }
    }

    private func dump(_ source: MongoDBSource, _ name: String) async throws -> (
        bytes: CollectedDump, result: DumpResult
    ) {
        let collected = CollectedDump()
        let result = try await source.withSession { session in
            let target = Target(name: name, fileExtension: "archive", origin: name)
            return try await session.dump(target, DumpContext(pool: BlockPool()), into: collected)
        }
        return (collected, result)
    }

    @Test("`all` is every database but the server's own, found without a shell")
    func all() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            #expect(
                try await names(server.source(["all"])) == ["--out=x", "a b; rm -rf", "admin", "payroll", "shop", "ü☃"])
            #expect(
                try await names(server.source(["all"], excludes: ["admin", "--out=x"]))
                    == ["a b; rm -rf", "payroll", "shop", "ü☃"])
            #expect(try await names(server.source(["shop", "gone"])) == ["gone", "shop"])
            let collections = server.source(["shop"]) { $0.collections = ["orders", "large"] }
            #expect(try await names(collections) == ["shop.orders", "shop.large"])
            let lines = try await server.source(["all"]).probe()
            #expect(
                lines == [
                    "mongodump 100.9.4", "127.0.0.1:27017: --out=x, a b; rm -rf, admin, local, payroll, shop, ü☃",
                ])
        }
    }

    @Test("Documents are counted as they pass")
    func evidence() async throws {
        try await withScratchFolder { folder in
            let (_, result) = try await dump(MongoDBStandIn(in: folder).source(["shop"]), "shop")
            #expect(
                result.evidence.counts == [
                    "documents": 2_502, "documents of shop.orders": 2_500, "documents of shop.empty": 0,
                    "documents of shop.named: ☃ $ \"x\"": 1, "documents of shop.large": 1,
                ])
            #expect(result.product == SourceProduct(name: "MongoDB", version: "7.0.5"))
            #expect(result.facts["tool"] == "mongodump 100.9.4")
        }
    }

    @Test("Collections are taken alone, or left out")
    func collections() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let (_, one) = try await dump(server.source(["shop"]), "shop.orders")
            #expect(one.evidence.counts == ["documents": 2_500, "documents of shop.orders": 2_500])
            let source = server.source(["shop"]) { $0.excludedCollections = ["orders", "large"] }
            let (_, rest) = try await dump(source, "shop")
            #expect(rest.evidence.counts["documents"] == 1)
        }
    }

    @Test("With the oplog the whole server is one target")
    func oplog() async throws {
        try await withScratchFolder { folder in
            let source = try MongoDBStandIn(in: folder).source(["all"]) { $0.takesOplog = true }
            #expect(try await names(source) == ["all"])
            let (_, result) = try await dump(source, "all")
            #expect(result.evidence.counts["documents of .oplog"] == 1)
            #expect(result.evidence.counts["documents of a b; rm -rf.things"] == 1)
        }
    }

    @Test("A backup of the whole server goes to an empty server, also where a database is called all")
    func wholeServer() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let source = server.source(["all"]) { $0.takesOplog = true }
            let whole = try #require(try await source.withSession { try await $0.targets().first })
            let (bytes, _) = try await dump(source, whole.name)
            #expect(MongoDBSession.isWhole(whole))
            #expect(!MongoDBSession.isWhole(Target(name: "all", fileExtension: "archive", origin: "all")))
            await expectLifeboatError(.refused) {
                _ = try await source.restore(whole, from: bytes.stream, into: .renamed("copy"))
            }
            let address = try ServerAddress(
                url: "mongodb://backup@127.0.0.1", password: Secret(MongoDBStandIn.password))
            await expectLifeboatError(.alreadyExists) {
                _ = try await source.restore(whole, from: bytes.stream, into: .server(address, replace: false))
            }
            let before = try server.contents(of: "shop")
            try server.empty()
            _ = try await source.restore(whole, from: bytes.stream, into: .server(address, replace: false))
            #expect(try server.contents(of: "shop") == before)
        }
    }

    @Test("A database that is there is only replaced when that is asked for")
    func replacing() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let source = server.source(["shop"])
            let (bytes, _) = try await dump(source, "shop")
            let before = try server.contents(of: "shop")
            let target = Target(name: "shop", fileExtension: "archive", origin: "shop")
            func restore(_ place: RestorePlace) async throws -> DumpResult {
                try await source.restore(target, from: bytes.stream, into: place)
            }
            let address = try ServerAddress(
                url: "mongodb://backup@127.0.0.1", password: Secret(MongoDBStandIn.password))
            for place in [RestorePlace.renamed("shop"), .server(address, replace: false), .renamed("a b")] {
                await #expect(throws: LifeboatError.self) { try await restore(place) }
            }
            #expect(try server.contents(of: "shop") == before)
            _ = try await restore(.inPlace)
            #expect(try server.contents(of: "shop") == before)
            let result = try await restore(.server(address, replace: true))
            #expect(result.evidence.counts["documents of shop.orders"] == 2_500)
            #expect(try server.contents(of: "shop") == before)
        }
    }

    @Test(
        "Names that mean something to a shell, to an option or to MongoDB are names",
        arguments: ["--out=x", "ü☃", "admin"])
    func names(name: String) async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let source = server.source([name])
            let (bytes, dumped) = try await dump(source, name)
            let target = Target(name: name, fileExtension: "archive", origin: name)
            for copy in ["copy", "-rf", ";(x)", "☃"] {
                let restored = try await source.restore(target, from: bytes.stream, into: .renamed(copy))
                #expect(restored.evidence == dumped.evidence)
                #expect(try server.contents(of: copy) == server.contents(of: name))
            }
        }
    }

    @Test("A database that may not be read fails, and no other with it")
    func rights() async throws {
        try await withScratchFolder { folder in
            let source = try MongoDBStandIn(in: folder).source(["payroll", "shop"])
            #expect(try await names(source) == ["payroll", "shop"])
            let error = await expectLifeboatError(.accessDenied) { _ = try await dump(source, "payroll") }
            #expect(error?.hint?.contains("role `backup`") == true)
            #expect(try await dump(source, "shop").result.evidence.counts["documents"] == 2_502)
        }
    }

    @Test("A server that dies in the middle is a failure, with the program's words")
    func serverDies() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let words = "connection(127.0.0.1:27017[-5]) incomplete read of message header: EOF"
            let script =
                "\"$REAL\" \"$@\" | head -c 70000; echo 'Failed: error reading collection: \(words)' >&2; exit 1"
            try await withScratchFolder { bin in
                let tool = try ToolStandIn(
                    for: "mongodump", script, real: server.folder("bin/mongodump"), in: bin)
                let error = await expectLifeboatError(.failed) {
                    _ = try await dump(server.source(["shop"], path: tool.path), "shop")
                }
                #expect(error?.why?.contains(words) == true && error?.hint?.contains("log") == true)
            }
        }
    }

    @Test("A restore whose program fails says what the server holds now")
    func failingRestore() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let (bytes, _) = try await dump(server.source(["shop"]), "shop")
            let target = Target(name: "shop", fileExtension: "archive", origin: "shop")
            try await withScratchFolder { bin in
                let script =
                    "cat > /dev/null; echo 'Failed: shop.orders: error restoring: E11000 duplicate key' >&2; exit 1"
                let tool = try ToolStandIn(for: "mongorestore", script, real: "cat", in: bin)
                let source = server.source(["shop"], path: "\(bin.path):\(server.path)")
                let error = await expectLifeboatError(.failed) {
                    _ = try await source.restore(target, from: bytes.stream, into: .renamed("copy"))
                }
                #expect(error?.why?.contains("E11000") == true && tool.path.hasPrefix(bin.path))
                #expect(error?.hint?.contains("database copy now holds a part") == true)
            }
        }
    }

    @Test("What is not whole never reaches the end of mongorestore's input")
    func damaged() async throws {
        try await withScratchFolder { folder in
            let server = try MongoDBStandIn(in: folder)
            let source = server.source(["shop"])
            let (bytes, _) = try await dump(source, "shop")
            let target = Target(name: "shop", fileExtension: "archive", origin: "shop")
            let cut = ByteStream(Array(bytes.bytes.dropLast(20)))
            let error = await expectLifeboatError(.incomplete) {
                _ = try await source.restore(target, from: cut, into: .renamed("copy"))
            }
            #expect(error?.hint?.contains("database copy now holds a part") == true)
            #expect(try server.contents(of: "copy") == "")
        }
    }

    @Test("The archive itself is what a folder gets")
    func folder() async throws {
        try await withScratchFolder { folder in
            let source = try MongoDBStandIn(in: folder).source(["shop"])
            let (bytes, dumped) = try await dump(source, "shop")
            let target = Target(name: "shop", fileExtension: "archive", origin: "shop")
            let result = try await source.restore(
                target, from: bytes.stream, into: .folder(folder("back"), replace: false))
            #expect(result.evidence == dumped.evidence)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder("back/shop.archive"))) == Data(bytes.bytes))
        }
    }
}
