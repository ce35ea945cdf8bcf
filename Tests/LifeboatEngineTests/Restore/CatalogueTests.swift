import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    private let target = Vault.component(ofTarget: "a")
    private let down = LifeboatError(.temporary, "connection refused")

    @Test("chooses the latest, the one that is named, or the newest up to a moment")
    func choice() async throws {
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", InMemoryStorage())])
        var records: [RunRecord] = []
        for _ in 0..<3 {
            records.append(await run.run())
            run.time.advance(by: .seconds(3_600))
        }
        let catalogue = try await Catalogue.read(run.job)
        #expect(catalogue.targets == [target])
        #expect(try catalogue.choose(.latest, target: target).backup.id == records[2].id)
        #expect(try catalogue.choose(.id(records[0].id), target: target).backup.id == records[0].id)
        #expect(try catalogue.choose(.asOf(records[1].started), target: target).backup.id == records[1].id)
        #expect(
            try catalogue.choose(.asOf(records[2].started.addingTimeInterval(-1)), target: target).backup.id
                == records[1].id)
        let before = records[0].started.addingTimeInterval(-1)
        await expectLifeboatError(.notFound) { _ = try catalogue.choose(.asOf(before), target: target) }
        let unknown = BackupID(started: before, random: 1)
        let error = await expectLifeboatError(.notFound) { _ = try catalogue.choose(.id(unknown), target: target) }
        #expect(error?.what == "there is no backup \(unknown) of web/a")
        #expect(error?.hint == "`lifeboat list web` shows what there is")
    }

    @Test("prefers a complete backup to a newer partial one, and takes a partial one when that is all")
    func partial() async throws {
        let memory = InMemoryStorage()
        let whole = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        let lossy = DumpResult(omissions: [Omission(name: "x", reason: .unreadable)])
        let partial = TestRun(ScriptedSource([ScriptedTarget("a", result: lossy)]), [JobStorage("s", memory)])
        let first = await partial.run().id
        #expect(try await Catalogue.read(whole.job).choose(.latest, target: target).backup.id == first)
        whole.time.advance(by: .seconds(60))
        let second = await whole.run().id
        partial.time.advance(by: .seconds(120))
        let third = await partial.run().id
        let catalogue = try await Catalogue.read(whole.job)
        #expect(catalogue.backups.map(\.backup.isPartial) == [true, false, true])
        #expect(try catalogue.choose(.latest, target: target).backup.id == second)
        #expect(try catalogue.choose(.id(third), target: target).backup.id == third)
    }

    @Test("takes the first storage that has it, and goes on without one that does not answer")
    func storages() async throws {
        let (left, right) = (InMemoryStorage(), InMemoryStorage())
        let faultyLeft = FaultInjectingStorage(left)
        let faultyRight = FaultInjectingStorage(right)
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("left", faultyLeft), JobStorage("right", faultyRight)])
        await run.run()
        #expect(try await Catalogue.read(run.job).choose(.latest, target: target).storage.name == "left")
        #expect(
            try await Catalogue.read(run.job, storage: "right").choose(.latest, target: target).storage.name == "right")

        faultyLeft.inject(StorageFault(.list, .failsAtOnce(down)))
        let catalogue = try await Catalogue.read(run.job)
        #expect(catalogue.unreachable.map(\.error.summary) == ["storage left: connection refused"])
        #expect(try catalogue.choose(.latest, target: target).storage.name == "right")

        run.time.advance(by: .seconds(60))
        faultyRight.inject(StorageFault(.put, .failsAtOnce(down), at: ObjectKey(names: "web", "a")))
        let newest = await run.run().id
        let chosen = try await Catalogue.read(run.job).choose(.latest, target: target)
        #expect(chosen.backup.id == newest)
        #expect(chosen.storage.name == "left")

        faultyLeft.inject(StorageFault(.list, .failsAtOnce(down)))
        faultyRight.inject(StorageFault(.list, .failsAtOnce(down)))
        let error = await expectLifeboatError(.temporary) { _ = try await Catalogue.read(run.job) }
        #expect(error?.summary == "storage left: connection refused")
    }

    @Test("says where it looked when there is nothing, and what storages there are")
    func nothing() async throws {
        let run = TestRun(
            ScriptedSource([]), [JobStorage("left", InMemoryStorage()), JobStorage("right", InMemoryStorage())])
        let catalogue = try await Catalogue.read(run.job)
        let error = await expectLifeboatError(.notFound) { _ = try catalogue.choose(.latest, target: target) }
        #expect(error?.description == "there is no backup of web/a\nhint: looked at left (memory), right (memory)")
        let usage = await expectLifeboatError(.usage) { _ = try await Catalogue.read(run.job, storage: "up") }
        #expect(usage?.description == "job web has no storage up\nhint: it has: left, right")
    }
}
