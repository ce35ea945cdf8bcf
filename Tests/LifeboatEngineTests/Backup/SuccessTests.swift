import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("A run that succeeds")
struct SuccessTests {
    private static let chains: [(EncodingChain, suffix: String, tool: String?)] = [
        (EncodingChain([]), "txt", nil), (EncodingChain([.gzip(level: 6)]), "txt.gz", "gzip"),
        (EncodingChain([.zstd(level: 3)]), "txt.zst", "zstd"),
    ]

    @Test("stores the same bytes everywhere, and a receipt that tells the truth", arguments: 0..<3)
    func sameBytes(index: Int) async throws {
        let (chain, suffix, tool) = Self.chains[index]
        var random = SeededGenerator(seed: 1)
        let bytes = Array((0..<400_000).map { _ in UInt8(random.next() % 7) }) + random.bytes(3 << 20)
        let (left, right) = (StepStorage(InMemoryStorage()), StepStorage(InMemoryStorage()))
        let result = DumpResult(
            evidence: Evidence(counts: ["files": 3]), facts: ["product": "scripted 1"],
            omissions: [Omission(name: "socket", reason: .skipped)])
        let source = ScriptedSource([ScriptedTarget("www", bytes, result: result)])
        let run = TestRun(source, encoding: chain, [JobStorage("a", left), JobStorage("b", right)])
        let record = await run.run()

        #expect(record.outcome == .done)
        #expect(record.targets.map(\.outcome) == [.done])
        #expect(source.log == ["open", "dump www", "wrote www", "delivered www everywhere", "leave"])
        let folder = "web/www/\(record.id)"
        for storage in [left, right] {
            #expect(
                storage.wrapped.contents.keys.sorted()
                    == ["web/runs/\(record.id).json", "\(folder)/receipt.json", "\(folder)/www.\(suffix)"])
            #expect(
                storage.log.filter { $0.hasPrefix("put") } == [
                    "put \(folder)/www.\(suffix)", "put \(folder)/receipt.json", "put web/runs/\(record.id).json",
                ])
        }
        let stored = try #require(left.wrapped.bytes("www.\(suffix)"))
        #expect(right.wrapped.bytes("www.\(suffix)") == stored)

        let receipt = try RecordCoding.decode(Receipt.self, from: try #require(left.wrapped.bytes("receipt.json")))
        #expect(receipt.stored == ContentDigest(size: Int64(stored.count), sha256: try sha256(stored)))
        #expect(receipt.plain == ContentDigest(size: Int64(bytes.count), sha256: try sha256(bytes)))
        #expect(receipt.encodings == chain.encodings)
        #expect(receipt.object == "www.\(suffix)")
        #expect(receipt.origin == "/origin/www")
        #expect(receipt.facts == result.facts)
        #expect(receipt.evidence == result.evidence)
        #expect(receipt.omissions == result.omissions.named)
        #expect(receipt.isComplete)
        if let name = tool, let tool = OracleTool(ifInstalled: name) {
            let opened = try tool.run(["-dc"], input: stored)
            #expect(opened.status == 0)
            #expect(opened.bytes == bytes)
        }
    }

    private func sha256(_ bytes: [UInt8]) throws -> String {
        String(try OracleTool("sha256sum").run(input: bytes).text.prefix(64))
    }

    @Test("leaves a mark beside a partial backup, and is degraded")
    func partial() async throws {
        let storage = InMemoryStorage()
        let losses = (0..<1_200).map { Omission(name: "file \($0)", reason: .unreadable) }
        let sockets = (0..<5_000).map { Omission(name: "socket \($0)", reason: .skipped) }
        let source = ScriptedSource([ScriptedTarget("www", result: DumpResult(omissions: Omissions(sockets + losses)))])
        let record = await TestRun(source, [JobStorage("a", storage)]).run()
        #expect(record.outcome == .degraded)
        #expect(record.targets[0].losses == 1_200)
        // The names once, in the receipt; the run record has a few of them.
        let all = Array(losses.prefix(1_000))
        #expect(record.targets[0].omissions == Array(losses.prefix(20)))
        let mark = try #require(storage.bytes("omissions.json"))
        #expect(mark.count < 200 && String(decoding: mark, as: UTF8.self).contains("\"unreadable\" : 1200"))
        let receipt = try RecordCoding.decode(Receipt.self, from: try #require(storage.bytes("receipt.json")))
        #expect(receipt.omissionCount == 6_200)
        #expect(receipt.omissionCounts == ["unreadable": 1_200, "skipped": 5_000])
        #expect(record.targets[0].omissionCounts == receipt.omissionCounts)
        #expect(receipt.omissions == all)
        #expect(!receipt.isComplete)
    }

    @Test("keeps targets of odd names apart, and each where it belongs")
    func oddNames() async throws {
        let names = [
            "runs", "receipt", "receipt.json", "omissions.json", "..", ".", "", "a/b", "server-x.json",
            "verify-20261124T030000Z-ok.json", "größe 日本", String(repeating: "long", count: 75),
            String(repeating: "long", count: 75) + "er", "%", "a b", "\u{7}\n",
        ]
        let storage = InMemoryStorage()
        let source = ScriptedSource(names.map { ScriptedTarget($0, Array("of \($0)".utf8), fileExtension: "") })
        let run = TestRun(source, encoding: EncodingChain([.gzip(level: 6)]), [JobStorage("a", storage)])
        let record = await run.run()
        #expect(record.outcome == .done)
        let catalogue = try await Catalogue.read(run.job)
        #expect(catalogue.backups.count == names.count)
        for name in names {
            let found = try catalogue.choose(.latest, target: Vault.component(ofTarget: name))
            #expect(found.backup.object?.key.path.hasSuffix(".gz") == true, "\(name)")
            let restoration = try await Restoration.open(found, of: run.job)
            #expect(restoration.receipt.target == name)
            _ = try await restoration.restore(into: .inPlace)
            #expect(source.restored == Array("of \(name)".utf8))
            #expect(source.restoredTarget?.name == name)
            #expect(source.restoredTarget?.fileExtension == "", "\(name): \(restoration.receipt.object)")
        }
        for path in storage.contents.keys {
            #expect(path.split(separator: "/").allSatisfy { $0.utf8.count <= 200 && !$0.hasPrefix(".") })
        }
    }

    @Test("keeps two sources with targets of one name apart")
    func twoSources() async throws {
        let storage = InMemoryStorage()
        let one = ScriptedSource([ScriptedTarget("db", [1])])
        let two = ScriptedSource([ScriptedTarget("db", [2])])
        let plain = EncodingChain([])
        let run = TestRun(
            [
                JobSource(name: "one", source: one, encoding: plain),
                JobSource(name: "two", source: two, encoding: plain),
            ], [JobStorage("a", storage)])
        #expect(await run.run().outcome == .done)
        #expect(storage.bytes("one.db.txt") == [1])
        #expect(storage.bytes("two.db.txt") == [2])
        let catalogue = try await Catalogue.read(run.job)
        let restoration = try await Restoration.open(
            try catalogue.choose(.latest, target: Vault.component(ofTarget: "two.db")), of: run.job)
        _ = try await restoration.restore(into: .inPlace)
        #expect(two.restored == [2])
        #expect(two.restoredTarget?.name == "db")
        #expect(two.restoredTarget?.fileExtension == "txt")
        #expect(one.restored.isEmpty)
    }

    @Test("marks the backups of a server, and sees only its own")
    func servers() async throws {
        let storage = InMemoryStorage()
        let long = String(repeating: "s", count: 300)
        for server in ["left", "right", long] {
            var run = TestRun(ScriptedSource([ScriptedTarget("www", Array(server.utf8))]), [JobStorage("a", storage)])
            run.serverName = server
            run.time.advance(by: .seconds(server.utf8.count))
            #expect(await run.run().outcome == .done)
        }
        for server in ["left", "right", long] {
            var run = TestRun(ScriptedSource([]), [JobStorage("a", storage)])
            run.serverName = server
            let found = try await Catalogue.read(run.job).backups
            #expect(found.count == 1)
            let receipt = try await run.job.vault(on: run.storages[0]).receipt(of: try #require(found.first).backup)
            #expect(receipt.serverName == server)
        }
        let nameless = TestRun(ScriptedSource([]), [JobStorage("a", storage)])
        let catalogue = try await Catalogue.read(nameless.job)
        #expect(catalogue.backups.isEmpty)
        #expect(
            catalogue.emptyHint
                == "backups of another server lie there: set `main.server_name` to the name that made them")
    }
}
