import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("A storage that fails")
struct StorageFailureTests {
    private static let trouble = LifeboatError(.accessDenied, "access denied", hint: "look at the key")
    private static let object = ObjectKey(names: "web", "db")

    /// Every way in which one delivery can fail.
    private static let faults: [(String, [StorageFault])] = [
        ("at once", [StorageFault(.put, .failsAtOnce(trouble), at: object)]),
        ("at byte 1", [StorageFault(.put, .failsAfter(bytes: 1, trouble), at: object)]),
        ("in the middle", [StorageFault(.put, .failsAfter(bytes: 5_000_000, trouble), at: object)]),
        ("at commit", [StorageFault(.put, .failsAtCommit(trouble), at: object)]),
        ("after commit", [StorageFault(.put, .failsAfterCommit(trouble), at: object)]),
        ("on the look", [StorageFault(.stat, .failsAtOnce(trouble), at: object)]),
    ]

    private func source(_ size: Int = 9 << 20) -> ScriptedSource {
        var random = SeededGenerator(seed: 3)
        return ScriptedSource([ScriptedTarget("db", random.bytes(size))])
    }

    @Test("drops out, the others go on, and it keeps nothing", arguments: faults.indices, [true, false])
    func dropsOut(index: Int, required: Bool) async throws {
        let (good, bad) = (InMemoryStorage(), InMemoryStorage())
        let faulty = FaultInjectingStorage(bad, Self.faults[index].1)
        let source = source()
        let run = TestRun(source, [JobStorage("bad", faulty, required: required), JobStorage("good", good)])
        let record = await run.run()
        #expect(faulty.unexercised.isEmpty, "\(Self.faults[index].0)")

        #expect(record.outcome == (required ? .degraded : .done))
        #expect(
            record.targets[0].deliveries == [
                DeliveryRecord(storage: "bad", required: required, problem: "access denied"),
                DeliveryRecord(storage: "good", required: true, problem: nil),
            ])
        #expect(record.targets[0].problem == nil)
        #expect(good.backupPaths.count == 2)
        #expect(try good.brokenBackups().isEmpty)
        #expect(bad.backupPaths.isEmpty)
        #expect(run.events.failedDeliveries.map(\.summary) == ["storage bad: access denied"])
        #expect(run.events.failedDeliveries.map(\.hint) == ["look at the key"])
        #expect(source.log.contains("delivered db \(required ? "not everywhere" : "everywhere")"))
        #expect(run.clock.sleeping == 0)

        run.time.advance(by: .seconds(60))
        let again = await run.run()
        #expect(again.outcome == .done)
        #expect(bad.backupPaths.count == 2)
        #expect(try bad.brokenBackups().isEmpty)
    }

    @Test(
        "on the receipt, before it or after it, keeps nothing",
        arguments: [StepStorage<InMemoryStorage>.Cut.before, .after])
    func receipt(cut: StepStorage<InMemoryStorage>.Cut) async throws {
        let memory = InMemoryStorage()
        // put object, stat, put receipt: only that one fails.
        let faulty = FaultInjectingStorage(memory)
        let run = TestRun(
            source(10), [JobStorage("bad", ReceiptFault(faulty, cut)), JobStorage("good", InMemoryStorage())])
        let record = await run.run()
        #expect(record.outcome == .degraded)
        #expect(memory.backupPaths.isEmpty)
        #expect(run.events.warnings.isEmpty)
    }

    @Test("All of them: nothing new, and the run failed", arguments: faults.indices)
    func all(index: Int) async throws {
        let storages = [InMemoryStorage(), InMemoryStorage()]
        let run = TestRun(
            source(),
            storages.enumerated().map {
                JobStorage("s\($0.offset)", FaultInjectingStorage($0.element, Self.faults[index].1), required: false)
            })
        let record = await run.run()
        #expect(record.outcome == .failed)
        #expect(record.targets[0].problem == "every storage failed")
        #expect(record.targets[0].deliveries.map(\.problem) == ["access denied", "access denied"])
        #expect(storages.allSatisfy { $0.backupPaths.isEmpty && $0.runRecordPaths.count == 1 })
    }

    @Test(
        "All of them: the dump is ended, silent or endless",
        arguments: [ScriptedTarget.Ending.hangsAfter(bytes: 1), .neverEnds])
    func endsTheDump(ending: ScriptedTarget.Ending) async throws {
        let source = ScriptedSource([ScriptedTarget("db", [1, 2, 3], ending: ending)])
        let faulty = FaultInjectingStorage(InMemoryStorage(), [Self.faults[0].1[0]])
        let run = TestRun(source, [JobStorage("bad", faulty)])
        let record = await run.run()
        #expect(record.outcome == .failed)
        #expect(record.targets[0].problem == "every storage failed")
        #expect(source.log.last == "leave")
    }

    @Test("standing still, it is left behind", arguments: [10, 9 << 20], [0, 1, 4_000_000] as [Int64])
    func stalls(size: Int, after bytes: Int64) async throws {
        guard bytes <= size else { return }
        let (good, bad) = (InMemoryStorage(), InMemoryStorage())
        let faulty = FaultInjectingStorage(bad, [StorageFault(.put, .stalls(afterBytes: bytes), at: Self.object)])
        let run = TestRun(
            source(size), [JobStorage("bad", faulty, stallTimeout: .seconds(10)), JobStorage("good", good)])
        let record = await run.clock.passing(.seconds(10), when: { faulty.isStalling }) { await run.run() }
        #expect(record.outcome == .degraded)
        #expect(record.targets[0].deliveries[0].problem == "took no byte for 10s and was left behind")
        #expect(record.targets[0].deliveries[1].problem == nil)
        #expect(bad.backupPaths.isEmpty)
        #expect(try good.brokenBackups().isEmpty)
        #expect(good.backupPaths.count == 2)
        #expect(run.clock.sleeping == 0)
    }

    @Test("standing still on the look before the receipt, it keeps no receipt, and the others get theirs")
    func stallsOnStat() async throws {
        let (good, bad) = (InMemoryStorage(), InMemoryStorage())
        let faulty = FaultInjectingStorage(bad, [StorageFault(.stat, .stalls(afterBytes: 0), at: Self.object)])
        let run = TestRun(
            source(10), [JobStorage("bad", faulty, stallTimeout: .seconds(10)), JobStorage("good", good)])
        let record = await run.clock.passing(.seconds(10), when: { faulty.isStalling }) { await run.run() }
        #expect(record.outcome == .degraded)
        #expect(record.targets[0].deliveries[0].problem == "no answer for 10s")
        #expect(bad.backupPaths.isEmpty)
        #expect(good.backupPaths.count == 2)
    }

    @Test("What cannot be removed is a warning, and no backup")
    func leftover() async throws {
        let memory = InMemoryStorage()
        let faulty = FaultInjectingStorage(
            memory,
            [
                StorageFault(.stat, .failsAtOnce(Self.trouble), at: Self.object),
                StorageFault(.delete, .failsAtOnce(LifeboatError(.failed, "deleting is forbidden"))),
            ])
        let run = TestRun(source(10), [JobStorage("bad", faulty), JobStorage("good", InMemoryStorage())])
        #expect(await run.run().outcome == .degraded)
        #expect(
            run.events.warnings
                == ["target db: storage bad: what was written is not removed yet: deleting is forbidden"])
        let catalogue = try await Catalogue.read(run.job, storage: "bad")
        #expect(catalogue.backups.isEmpty)
        #expect(catalogue.leftovers.count == 1)
    }

    @Test("A run record that cannot be kept is a warning")
    func runRecord() async throws {
        let faulty = FaultInjectingStorage(
            InMemoryStorage(), [StorageFault(.put, .failsAtOnce(Self.trouble), at: ObjectKey(names: "web", "runs"))])
        let run = TestRun(source(10), [JobStorage("bad", faulty)])
        #expect(await run.run().outcome == .done)
        #expect(run.events.warnings == ["storage bad: the run record was not kept: access denied"])
    }

    @Test("A slow storage bounds the others: memory stays that of a few blocks")
    func bounded() async throws {
        let gate = BytePipe.make(capacity: 1)
        let slow = GatedStorage(gate.reader)
        let fast = BlockCountingStorage()
        var random = SeededGenerator(seed: 4)
        let source = ScriptedSource([ScriptedTarget("db", random.bytes(24 << 20))])
        let run = TestRun(source, [JobStorage("slow", slow), JobStorage("fast", fast)])
        async let record = run.run()
        for passed in 0..<24 {
            // The slow one took so many; the fast one can be ahead by what the hand-offs between them hold.
            #expect(fast.blocks <= passed + BytePipe.standardCapacity + 2)
            try await gate.writer.write([1])
        }
        gate.writer.finish()
        #expect(await record.outcome == .done)
        #expect(fast.blocks == 24)
    }
}
