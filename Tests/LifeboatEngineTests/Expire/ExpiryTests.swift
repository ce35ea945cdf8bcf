import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

@Suite("Expiry")
struct ExpiryTests {
    private static let day = Duration.seconds(86_400)

    @Test("follows a new backup, on that storage and of that target only")
    func onlyRenewed() async throws {
        let (left, right) = (InMemoryStorage(), InMemoryStorage())
        let faulty = FaultInjectingStorage(right)
        let policy = RetentionPolicy(days: 2)
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a"), ScriptedTarget("b")]),
            [JobStorage("left", left, retention: policy), JobStorage("right", faulty, retention: policy)])
        for _ in 0..<2 {
            #expect(await run.run().outcome == .done)
            run.time.advance(by: Self.day)
        }
        let trouble = LifeboatError(.noSpace, "full")
        faulty.inject(StorageFault(.put, .failsAtOnce(trouble), at: ObjectKey(names: "web", "a")))
        let record = await run.run()
        #expect(record.outcome == .degraded)
        #expect(
            record.expiries.map { "\($0.storage) \($0.target ?? "-") \($0.removed.count)" }
                == ["left a 1", "left b 1", "left - 0", "right b 1", "right - 0"])
        let rightNow = try await Catalogue.read(run.job, storage: "right").backups
        #expect(rightNow.filter { $0.backup.targetName == "a" }.count == 2)
        #expect(rightNow.filter { $0.backup.targetName == "b" }.count == 2)
    }

    @Test(
        "that fails degrades the run, unless the storage may fail",
        arguments: [StorageFault.Operation.list, .delete], [true, false])
    func degrades(operation: StorageFault.Operation, required: Bool) async throws {
        let faulty = FaultInjectingStorage(InMemoryStorage())
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]),
            [JobStorage("s", faulty, retention: RetentionPolicy(days: 1), required: required)])
        await run.run()
        run.time.advance(by: Self.day)
        faulty.inject(StorageFault(operation, .failsAtOnce(LifeboatError(.accessDenied, "not allowed"))))
        let record = await run.run()
        #expect(record.outcome == (required ? .degraded : .done))
        #expect(record.expiries.allSatisfy { $0.required == required })
        #expect(record.expiries.compactMap(\.problem) == ["not allowed"])
        #expect(record.targets[0].outcome == .done)
    }

    @Test("leaves what the storage itself keeps, names it, and is no failure")
    func retained() async throws {
        let memory = InMemoryStorage()
        let locked = LockedStorage(memory)
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", locked, retention: RetentionPolicy(days: 1))])
        var records: [RunRecord] = []
        for _ in 0..<2 {
            records.append(await run.run())
            run.time.advance(by: Self.day)
        }
        #expect(records.map(\.outcome) == [.done, .done])
        let first = records[0].id.text
        #expect(records[1].expiries.first { $0.target == "a" }?.retained == [first])
        #expect(records[1].expiries.allSatisfy { $0.removed.isEmpty && $0.problem == nil })
        #expect(try await Catalogue.read(run.job).backups.count == 2)
        locked.isOpen.withLock { $0 = true }
        let last = await run.run()
        #expect(last.expiries.first { $0.target == "a" }?.removed.contains(first) == true)
        #expect(last.expiries.allSatisfy { $0.retained == nil })
    }

    /// Keeps everything for ever until it is opened.
    private final class LockedStorage: ForwardingStorage, RetainingStorage {
        let wrapped: InMemoryStorage
        let isOpen = Mutex(false)

        init(_ wrapped: InMemoryStorage) {
            self.wrapped = wrapped
        }

        func retainedUntil(_ key: ObjectKey) -> Date? { isOpen.withLock { $0 } ? nil : .distantFuture }
    }

    @Test("can be left out of a run")
    func leftOut() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory, retention: RetentionPolicy(days: 1))])
        run.expiresAfterRun = false
        for _ in 0..<3 {
            #expect(await run.run().expiries.isEmpty)
            run.time.advance(by: Self.day)
        }
        #expect(memory.backupPaths.count == 6)
    }

    @Test("keeps the newest complete backup behind partial ones")
    func complete() async throws {
        let memory = InMemoryStorage()
        let storages = [JobStorage("s", memory, retention: RetentionPolicy(days: 1))]
        let whole = TestRun(ScriptedSource([ScriptedTarget("a")]), storages)
        let good = await whole.run().id
        let lossy = DumpResult(omissions: [Omission(name: "x", reason: .changed)])
        let partial = TestRun(ScriptedSource([ScriptedTarget("a", result: lossy)]), storages)
        for _ in 0..<4 {
            partial.time.advance(by: Self.day)
            await partial.run()
        }
        let left = try await Catalogue.read(whole.job).backups.map(\.backup.id)
        #expect(left.count == 2)
        #expect(left.first == good)
    }

    @Test("removes old run records, and no young ones")
    func runRecords() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        let first = await run.run().id
        run.time.advance(by: .seconds(400 * 86_400 - 60))
        let second = await run.run().id
        #expect(memory.runRecordPaths == ["web/runs/\(first).json", "web/runs/\(second).json"])
        run.time.advance(by: .seconds(120))
        let third = await run.run().id
        #expect(memory.runRecordPaths == ["web/runs/\(second).json", "web/runs/\(third).json"])
        #expect(memory.backupPaths.count == 6)
    }

    @Test("never touches another server's backups")
    func otherServers() async throws {
        let memory = InMemoryStorage()
        let storages = [JobStorage("s", memory, retention: RetentionPolicy(days: 1))]
        var left = TestRun(ScriptedSource([ScriptedTarget("a")]), storages)
        left.serverName = "left"
        await left.run()
        let before = Set(memory.backupPaths)
        var right = TestRun(ScriptedSource([ScriptedTarget("a")]), storages)
        right.serverName = "right"
        for _ in 0..<3 {
            right.time.advance(by: .seconds(500 * 86_400))
            #expect(await right.run().outcome == .done)
        }
        #expect(before.isSubset(of: memory.backupPaths))
        #expect(memory.backupPaths.count == 6)
    }

    @Test("of two runs of one second the younger one stays")
    func oneSecond() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory, retention: RetentionPolicy(days: 1))])
        run.expiresAfterRun = false
        var ids: [BackupID] = []
        for _ in 0..<20 {
            ids.append(await run.run().id)
            run.time.advance(by: .milliseconds(40))
        }
        #expect(ids == ids.sorted())
        #expect(Set(ids.map(\.started)).count == 1)
        let target = Vault.component(ofTarget: "a")
        #expect(try await Catalogue.read(run.job).choose(.latest, target: target).backup.id == ids.last)
        _ = await Expiry(job: run.job, storage: run.storages[0]).expire(target: "a", now: run.time.now)
        #expect(try await Catalogue.read(run.job).backups.map(\.backup.id) == [ids[19]])
    }
}
