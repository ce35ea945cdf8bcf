import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("A dump that fails")
struct DumpFailureTests {
    private static let size = 7 << 20
    private static let trouble = LifeboatError(
        .incomplete, "the dump has no end mark", why: "exit status 2", hint: "look")

    @Test(
        "leaves nothing on any storage, whenever it fails, and a record of it", arguments: [0, 1, 3 << 20, size],
        [EncodingChain([]), EncodingChain([.gzip(level: 6)]), EncodingChain([.zstd(level: 3)])])
    func nothingKept(bytes: Int, chain: EncodingChain) async throws {
        var random = SeededGenerator(seed: 2)
        let (left, right) = (InMemoryStorage(), InMemoryStorage())
        let target = ScriptedTarget(
            "db", random.bytes(Self.size), ending: .throwsAfter(bytes: bytes, Self.trouble))
        let source = ScriptedSource([target, ScriptedTarget("other", [1, 2, 3])])
        let run = TestRun(source, encoding: chain, [JobStorage("a", left), JobStorage("b", right)])
        let record = await run.run()

        #expect(record.outcome == .failed)
        #expect(record.targets.map(\.outcome) == [.failed, .done])
        #expect(record.targets[0].problem == "the dump has no end mark: exit status 2")
        #expect(record.targets[0].hint == "look")
        #expect(source.log.contains("delivered db not everywhere"))
        #expect(source.log.contains("delivered other everywhere"))
        for storage in [left, right] {
            #expect(storage.backupPaths.filter { $0.hasPrefix("web/db/") }.isEmpty)
            #expect(storage.backupPaths.count == 2)
            #expect(storage.runRecordPaths.count == 1)
        }
        #expect(run.events.failedDeliveries.isEmpty, "said once, for the target")
        #expect(run.events.warnings.isEmpty)
        #expect(run.clock.sleeping == 0)
        let kept = try await run.job.vault(on: run.storages[1]).runRecord(record.id)
        #expect(kept.targets == record.targets)
    }

    @Test("A source that cannot be opened, or has nothing, fails the run; the other sources go on")
    func sources() async throws {
        let trouble = LifeboatError(.accessDenied, "access denied for user backup")
        let broken: [(ScriptedSource, String)] = [
            (
                ScriptedSource([ScriptedTarget("x")], troubles: .init(open: trouble)),
                "source s: access denied for user backup"
            ),
            (
                ScriptedSource([ScriptedTarget("x")], troubles: .init(targets: trouble)),
                "source s: access denied for user backup"
            ),
            (ScriptedSource([]), "source s: there is nothing to back up"),
        ]
        for (source, words) in broken {
            let storage = InMemoryStorage()
            let plain = EncodingChain([])
            let run = TestRun(
                [
                    JobSource(name: "s", source: source, encoding: plain),
                    JobSource(name: "t", source: ScriptedSource([ScriptedTarget("y")]), encoding: plain),
                ], [JobStorage("a", storage)])
            let record = await run.run()
            #expect(record.outcome == .failed)
            #expect(record.problems == [words])
            #expect(run.events.problems.map(\.summary) == [words])
            #expect(record.targets.map(\.target) == ["t.y"])
            #expect(storage.bytes("t.y.txt") != nil)
        }
    }

    @Test("A source that cannot be left keeps what it did: the run is degraded and expires")
    func leaving() async throws {
        let trouble = LifeboatError(.failed, "the replica does not resume")
        let source = ScriptedSource([ScriptedTarget("x")], troubles: .init(leave: trouble))
        let run = TestRun(source, [JobStorage("a", InMemoryStorage())])
        let record = await run.run()
        #expect(record.outcome == .degraded)
        #expect(record.targets.map(\.outcome) == [.done])
        #expect(record.problems == ["the replica does not resume"])
        #expect(!record.expiries.isEmpty)
    }

    @Test("A source that does not let go of what it made is told of")
    func letGo() async throws {
        let trouble = LifeboatError(.failed, "cannot remove the dump file", hint: "remove it")
        let source = ScriptedSource([ScriptedTarget("x")], troubles: .init(delivered: trouble))
        let record = await TestRun(source, [JobStorage("a", InMemoryStorage())]).run()
        #expect(record.outcome == .degraded)
        #expect(record.targets[0].problem == "cannot remove the dump file")
        #expect(record.targets[0].hint == "remove it")
    }

    @Test("Two targets whose names some storage would not tell apart: the second fails, the others go on")
    func clash() async throws {
        let storage = InMemoryStorage()
        let source = ScriptedSource([ScriptedTarget("Www", [1]), ScriptedTarget("wWW", [2]), ScriptedTarget("z", [3])])
        let record = await TestRun(source, [JobStorage("a", storage)]).run()
        #expect(record.outcome == .failed)
        #expect(record.targets.map(\.outcome) == [.done, .failed, .done])
        #expect(
            record.targets[1].problem
                == "two targets of this job share the name wWW: they would share one history; upper and lower case are not told apart"
        )
        #expect(record.targets[1].hint == "put them into two sources and give each a `name`")
        #expect(storage.bytes("Www.txt") == [1])
        #expect(storage.bytes("z.txt") == [3])
        #expect(storage.backupPaths.count == 4)
    }

    @Test("Nights of failures remove nothing")
    func nights() async throws {
        let storage = InMemoryStorage()
        let storages = [JobStorage("a", storage, retention: RetentionPolicy(days: 2))]
        let good = TestRun(ScriptedSource([ScriptedTarget("db")]), storages)
        for _ in 0..<2 {
            await good.run()
            good.time.advance(by: .seconds(86_400))
        }
        let before = storage.backupPaths
        #expect(before.count == 4)
        let bad = TestRun(
            ScriptedSource([ScriptedTarget("db", ending: .throwsAfter(bytes: 0, Self.trouble))]), storages)
        bad.time.advance(by: .seconds(100 * 86_400))
        for _ in 0..<30 {
            #expect(await bad.run().outcome == .failed)
            bad.time.advance(by: .seconds(86_400))
        }
        #expect(storage.backupPaths == before)
        #expect(storage.runRecordPaths.count == 32)
    }
}
