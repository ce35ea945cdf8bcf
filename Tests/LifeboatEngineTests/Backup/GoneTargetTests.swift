import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatTesting
import Testing

@Suite("Targets that a job no longer has")
struct GoneTargetTests {
    private let down = LifeboatError(.temporary, "connection refused")
    private let day = Duration.seconds(86_400)

    /// A run of a job that finds these targets, so long after the first moment.
    private func run(
        _ names: [String], _ storages: [JobStorage], after time: Duration, source: ScriptedSource? = nil
    ) async -> (record: RunRecord, events: EventList) {
        let run = TestRun(source ?? ScriptedSource(names.map { ScriptedTarget($0) }), storages)
        run.time.advance(by: time)
        let record = await run.run()
        return (record, run.events)
    }

    private func warnings(_ events: EventList) -> [String] {
        events.events.compactMap { if case .gone(_, _, let warning) = $0 { warning.summary } else { nil } }
    }

    @Test("It is noted with since when, and said in each run for a week; then it is only noted")
    func said() async throws {
        let storages = [JobStorage("s", InMemoryStorage())]
        let first = await run(["a", "b"], storages, after: .zero)
        #expect(first.record.gone == [] && warnings(first.events).isEmpty)
        let second = await run(["a"], storages, after: day)
        let gone = try #require(second.record.gone?.first)
        #expect(second.record.outcome == .done && second.record.gone?.count == 1)
        #expect(gone.target == "b" && gone.since == second.record.id.started && gone.told == second.record.id)
        #expect(gone.lastBackup == first.record.id.started)
        #expect(warnings(second.events).first?.hasPrefix("target b: it is no longer there since ") == true)

        // An hour later it is known, and not news.
        let third = await run(["a"], storages, after: day + .seconds(3_600))
        #expect(third.record.gone == [gone] && warnings(third.events).count == 1)
        let fourth = await run(["a"], storages, after: day * 2)
        #expect(fourth.record.gone?.first?.since == gone.since)
        #expect(fourth.record.gone?.first?.told == fourth.record.id && warnings(fourth.events).count == 1)
        let late = await run(["a"], storages, after: day * 8 + .seconds(1))
        #expect(late.record.gone?.first?.since == gone.since && warnings(late.events).isEmpty)
        #expect(late.record.gone?.first?.told == fourth.record.id)
    }

    @Test("Where no run has looked before, what has been gone for long is not news")
    func first() async throws {
        let memory = InMemoryStorage()
        let storages = [JobStorage("s", memory)]
        let first = await run(["old", "young", "a"], storages, after: .zero)
        _ = await run(["young", "a"], storages, after: day * 8)
        for path in memory.runRecordPaths { try await memory.delete(try #require(ObjectKey(path: path))) }
        let next = await run(["a"], storages, after: day * 9)
        #expect(next.record.gone?.map(\.target) == ["old", "young"])
        #expect(next.record.gone?.first?.since == first.record.id.started)
        #expect(warnings(next.events).map { $0.prefix(14) } == ["target young: "])
    }

    @Test("One that comes back is there, and is news when it goes again")
    func back() async throws {
        let storages = [JobStorage("s", InMemoryStorage())]
        for (names, days) in [(["a", "b"], 0), (["a"], 1), (["a", "b"], 2)] {
            _ = await run(names, storages, after: day * days)
        }
        let again = await run(["a"], storages, after: day * 3)
        #expect(again.record.gone?.map(\.since) == [again.record.id.started])
    }

    @Test("A run that did not see all of its targets says nothing of it, and the one after it goes on from before")
    func unseen() async throws {
        let storages = [JobStorage("s", InMemoryStorage())]
        _ = await run(["a", "b"], storages, after: .zero)
        let second = await run(["a"], storages, after: day)
        let failed = await run(
            [], storages, after: day * 2, source: ScriptedSource([ScriptedTarget("a")], troubles: .init(targets: down)))
        #expect(failed.record.gone == nil && warnings(failed.events).isEmpty)
        let fourth = await run(["a"], storages, after: day * 3)
        #expect(fourth.record.gone?.map(\.since) == [second.record.id.started])
    }

    @Test(
        "It is found on any storage; one that does not say which backups there are is a warning, and none is no answer")
    func storages() async throws {
        let (old, fresh) = (FaultInjectingStorage(InMemoryStorage()), FaultInjectingStorage(InMemoryStorage()))
        _ = await run(["a", "b"], [JobStorage("old", old)], after: .zero)
        let both = [JobStorage("fresh", fresh), JobStorage("old", old)]
        let second = await run(["a"], both, after: day)
        #expect(second.record.gone?.map(\.target) == ["b"])

        // The last listing of a run without any expiry of its own.
        func blind(_ storages: [FaultInjectingStorage<InMemoryStorage>], _ time: Duration) async -> TestRun {
            var run = TestRun(ScriptedSource([ScriptedTarget("a")]), both)
            run.expiresAfterRun = false
            run.time.advance(by: time)
            for storage in storages { storage.inject(StorageFault(.list, .failsAtOnce(down))) }
            return run
        }
        let half = await blind([fresh], day * 2)
        #expect(await half.run().gone?.map(\.target) == ["b"])
        #expect(
            half.events.warnings == [
                "storage fresh: it was not found out which targets are no longer there: connection refused"
            ])
        let none = await blind([fresh, old], day * 3)
        let record = await none.run()
        #expect(record.gone == nil && record.outcome == .done && none.events.warnings.count == 2)
        #expect(old.unexercised.isEmpty && fresh.unexercised.isEmpty)
    }

    @Test("A damaged record is passed over; one of another server is not ours")
    func records() async throws {
        let memory = InMemoryStorage()
        let storages = [JobStorage("s", memory)]
        _ = await run(["a", "b"], storages, after: .zero)
        let second = await run(["a"], storages, after: day)
        let third = await run(["a"], storages, after: day * 2)
        let key = try #require(ObjectKey(path: "web/runs/\(third.record.id).json"))
        memory.tamper(key) { $0 = Array("{".utf8) }
        let fourth = await run(["a"], storages, after: day * 3)
        #expect(fourth.record.gone?.map(\.since) == [second.record.id.started])
        #expect(fourth.events.warnings.isEmpty)

        var other = TestRun(ScriptedSource([ScriptedTarget("c")]), storages)
        other.serverName = "other"
        other.time.advance(by: day * 4)
        // What was made before any server was named belongs to all: see `Vault.backups`.
        #expect(await other.run().gone?.map(\.target) == ["a", "b"])
        let fifth = await run(["a"], storages, after: day * 5)
        #expect(fifth.record.gone?.map(\.since) == [second.record.id.started])
    }
}
