import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("What is somebody else's")
struct OwnershipTests {
    private let target = Vault.component(ofTarget: "a")

    @Test("is not touched when two runs come to share an id: the second fails, the first one's backup stays")
    func sameID() async throws {
        let memory = InMemoryStorage()
        // The same clock and the same random numbers: the same id.
        let first = TestRun(ScriptedSource([ScriptedTarget("a", [1, 2, 3])]), [JobStorage("s", memory)])
        let second = TestRun(ScriptedSource([ScriptedTarget("a", [4, 5])]), [JobStorage("s", memory)])
        #expect(await first.run().outcome == .done)
        let stored = memory.contents.filter { !$0.key.hasPrefix("web/runs/") }
        let record = await second.run()
        #expect(record.outcome == .failed)
        #expect(memory.contents.filter { !$0.key.hasPrefix("web/runs/") } == stored)

        let trouble = LifeboatError(.failed, "the dump broke")
        let third = TestRun(
            ScriptedSource([ScriptedTarget("a", [6], ending: .throwsAfter(bytes: 1, trouble))]),
            [JobStorage("s", memory)])
        #expect(await third.run().outcome == .failed)
        #expect(memory.contents.filter { !$0.key.hasPrefix("web/runs/") } == stored)
    }

    @Test("Two runs at once are both whole")
    func atOnce() async throws {
        let memory = InMemoryStorage()
        let runs = [UInt8(1), 2].map { byte in
            let bytes = [UInt8](repeating: byte, count: 3 << 20)
            let run = TestRun(ScriptedSource([ScriptedTarget("a", bytes)]), [JobStorage("s", memory)])
            run.time.advance(by: .milliseconds(Int(byte)))
            return run
        }
        async let first = runs[0].run()
        async let second = runs[1].run()
        #expect(await [first.outcome, second.outcome] == [.done, .done])
        #expect(try await Catalogue.read(runs[0].job).backups.count == 2)
        #expect(try memory.brokenBackups().isEmpty)
    }

    @Test("Backups that name no server belong to a job that names one; those of another server do not")
    func marks() async throws {
        let memory = InMemoryStorage()
        let storages = [JobStorage("s", memory, retention: RetentionPolicy(days: 1))]
        let unnamed = TestRun(ScriptedSource([ScriptedTarget("a")]), storages)
        let old = await unnamed.run().id
        var other = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        other.serverName = "two"
        other.time.advance(by: .seconds(60))
        let others = await other.run().id
        var named = TestRun(ScriptedSource([ScriptedTarget("a")]), storages)
        named.serverName = "one"
        #expect(try await Catalogue.read(named.job).backups.map(\.backup.id) == [old])
        for _ in 0..<2 {
            named.time.advance(by: .seconds(86_400))
            #expect(await named.run().outcome == .done)
        }
        let own = try await Catalogue.read(named.job).backups
        #expect(own.count == 1 && own.first?.backup.serverMark != nil)
        #expect(memory.contents.keys.contains { $0.hasSuffix("\(others)/receipt.json") })
        #expect(try await Catalogue.read(unnamed.job).backups.isEmpty)
    }

    @Test("A stray file beside an object does not take its place")
    func stray() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(ScriptedSource([ScriptedTarget("a", [1, 2, 3])]), [JobStorage("s", memory)])
        #expect(await run.run().outcome == .done)
        let folder = try #require(
            memory.contents.keys.first { $0.hasSuffix("/receipt.json") }.flatMap { ObjectKey(path: $0) }?.parent)
        for name in ["0-stray", "receipt.json.bak", "z.part"] {
            _ = try await memory.put(ByteStream([9]), at: folder.appending(name: name), PutOptions())
        }
        let found = try await Catalogue.read(run.job).choose(.latest, target: target)
        #expect(found.backup.object?.size == 3)
        let result = try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(found)
        guard case .intact = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
    }

    @Test("A receipt that was moved from another backup is refused")
    func forged() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a", [1]), ScriptedTarget("b", [2])]), [JobStorage("s", memory)])
        #expect(await run.run().outcome == .done)
        let receipts = memory.contents.keys.filter { $0.hasSuffix("/receipt.json") }.sorted()
        let other = try #require(memory.contents[receipts[1]])
        memory.tamper(try #require(ObjectKey(path: receipts[0]))) { $0 = other }
        let found = try await Catalogue.read(run.job).choose(.latest, target: target)
        await expectUnreadableCopy(.corrupted) { _ = try await Restoration.open(found, of: run.job) }
    }
}

@Suite("What is known to be damaged")
struct DamageTests {
    private let target = Vault.component(ofTarget: "a")

    @Test("does not push out the sound one of its day, and is not what a restore takes")
    func damaged() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a", [1, 2, 3])]),
            [JobStorage("s", memory, retention: RetentionPolicy(days: 1))])
        var keeping = run
        keeping.expiresAfterRun = false
        let sound = await keeping.run().id
        keeping.time.advance(by: .seconds(60))
        let broken = await keeping.run().id
        let key = try #require(
            memory.contents.keys.first { $0.contains("\(broken)/a.") }.flatMap { ObjectKey(path: $0) })
        memory.tamper(key) { $0[0] ^= 1 }
        let found = try await Catalogue.read(run.job).choose(.latest, target: target)
        #expect(found.backup.id == broken)
        let result = try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(found)
        guard case .damaged = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(try await Catalogue.read(run.job).choose(.latest, target: target).backup.id == sound)
        let plans = try await Expiry(job: run.job, storage: run.storages[0]).plan(now: run.time.now)
        #expect(plans[0].retention.kept.map(\.id).contains(sound))
    }

    @Test("is not written over what is there: a restore in place reads it to its end before")
    func inPlace() async throws {
        let memory = InMemoryStorage()
        let source = ScriptedSource([ScriptedTarget("a", [1, 2, 3])])
        let run = TestRun(source, [JobStorage("s", memory)])
        #expect(await run.run().outcome == .done)
        let key = try #require(
            memory.contents.keys.first { $0.contains("/a/") && !$0.hasSuffix(".json") }.flatMap { ObjectKey(path: $0) })
        memory.tamper(key) { $0[2] ^= 1 }
        let restoration = try await Restoration.open(
            Catalogue.read(run.job).choose(.latest, target: target), of: run.job)
        await expectUnreadableCopy(.corrupted) { _ = try await restoration.restore(into: .inPlace) }
        #expect(source.restored.isEmpty)
    }
}

@Suite("Receipts of several storages")
struct ReceiptTimingTests {
    @Test("A storage has its receipt while another still takes its last bytes")
    func early() async throws {
        let gate = BytePipe.make(capacity: 1)
        let fast = InMemoryStorage()
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a", [1, 2, 3])]),
            [JobStorage("slow", GatedStorage(gate.reader)), JobStorage("fast", fast)])
        async let record = run.run()
        try await gate.writer.write([1])
        while !fast.contents.keys.contains(where: { $0.hasSuffix("/receipt.json") }) { await Task.yield() }
        gate.writer.finish()
        #expect(await record.outcome == .done)
        #expect(try fast.brokenBackups() == [])
    }
}
