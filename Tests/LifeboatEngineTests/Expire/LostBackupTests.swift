import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatTesting
import Testing

@Suite("A backup whose object is gone")
struct LostBackupTests {
    private static let day = Duration.seconds(86_400)
    private let target = Vault.component(ofTarget: "a")

    private func nights(_ count: Int, _ run: inout TestRun) async -> [BackupID] {
        run.expiresAfterRun = false
        var ids: [BackupID] = []
        for _ in 0..<count {
            ids.append(await run.run().id)
            run.time.advance(by: Self.day)
        }
        return ids
    }

    private func object(of id: BackupID) -> ObjectKey {
        Vault.objectKey(job: "web", id: id, target: "a", fileExtension: "txt", encodings: [])
    }

    private func ids(_ run: TestRun) async throws -> [BackupID] {
        try await Catalogue.read(run.job).backups.map(\.backup.id)
    }

    @Test("takes nobody's place, stays for a week as a notice, and goes when a newer one is complete")
    func goes() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory, retention: RetentionPolicy(days: 2))])
        let ids = await nights(3, &run)
        try await memory.delete(object(of: ids[1]))
        try await memory.delete(object(of: ids[2]))

        let expiry = Expiry(job: run.job, storage: run.storages[0])
        let first = await expiry.expire(target: "a", now: run.time.now)
        // With two nights of nothing but receipts, the one that is sound is not "beyond the last two days".
        #expect(first.removed == [] && first.problem == nil)
        #expect(first.lost == [ids[2].text, ids[1].text])
        #expect(try await self.ids(run) == ids)

        // Old enough, but nothing newer is complete.
        run.time.advance(by: Self.day * 30)
        #expect(await expiry.expire(target: "a", now: run.time.now).removed == [])

        let newer = await nights(1, &run)
        let second = await expiry.expire(target: "a", now: run.time.now)
        #expect(second.removed == [ids[1].text, ids[2].text] && second.problem == nil)
        #expect(try await self.ids(run) == [ids[0]] + newer)
        #expect(!memory.backupPaths.contains { $0.contains(ids[1].text) || $0.contains(ids[2].text) })
    }

    @Test("is not forgotten when its object was only out of sight", arguments: [true, false])
    func outOfSight(_ isListedAgain: Bool) async throws {
        let memory = InMemoryStorage()
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a", [1, 2, 3])]),
            [JobStorage("s", memory, retention: RetentionPolicy(days: 1))])
        let ids = await nights(1, &run)
        let bytes = try await memory.readAll(object(of: ids[0]))
        try await memory.delete(object(of: ids[0]))
        run.time.advance(by: Self.day * 8)
        _ = await nights(1, &run)

        let expiry = Expiry(job: run.job, storage: run.storages[0])
        let plans = try await expiry.plan(now: run.time.now)
        #expect(plans[0].retention.removed.map(\.id) == [ids[0]])
        _ = try await memory.put(ByteStream(bytes), at: object(of: ids[0]), PutOptions())
        let faulty = FaultInjectingStorage(memory)
        if !isListedAgain { faulty.inject(StorageFault(.list, .failsAtOnce(LifeboatError(.temporary, "no answer")))) }
        var storage = run.storages[0]
        storage.storage = faulty
        let record = await Expiry(job: run.job, storage: storage).apply(plans[0])
        #expect(record.removed == [])
        #expect(record.problem?.contains(isListedAgain ? "was gone and is there again" : "no answer") == true)
        let found = try await Catalogue.read(run.job).choose(.id(ids[0]), target: target)
        #expect(found.backup.isSound)
        let restoration = try await Restoration.open(found, of: run.job)
        _ = try await restoration.restore(into: .folder("/new", replace: false))
    }

    /// Lists no receipts, though they are there.
    private struct ShortSighted: ForwardingStorage {
        let wrapped: InMemoryStorage

        func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
            try await wrapped.list(prefix: prefix) { objects in
                try await page(objects.filter { $0.key.last?.escaped != "receipt.json" })
            }
        }
    }

    @Test("is not what a backup is whose receipt was only out of sight: it is not removed as a leftover")
    func hiddenReceipt() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", ShortSighted(wrapped: memory))])
        _ = await nights(2, &run)
        let before = memory.backupPaths
        run.time.advance(by: Self.day * 30)
        let record = await Expiry(job: run.job, storage: run.storages[0]).tidy(now: run.time.now)
        #expect(record.removed == [])
        #expect(record.problem?.contains("was not listed, and is there") == true, "\(record.problem ?? "")")
        #expect(memory.backupPaths == before)
    }

    @Test("with a receipt that cannot be read goes too")
    func unreadable() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory, retention: RetentionPolicy(days: 1))])
        let ids = await nights(1, &run)
        memory.tamper(object(of: ids[0]).parent.appending(name: "receipt.json")) { $0.removeLast($0.count / 2) }
        try await memory.delete(object(of: ids[0]))
        run.time.advance(by: Self.day * 8)
        let newer = await nights(1, &run)
        let record = await Expiry(job: run.job, storage: run.storages[0]).expire(target: "a", now: run.time.now)
        #expect(record.removed == [ids[0].text] && record.problem == nil)
        #expect(try await self.ids(run) == newer)
    }

    @Test("is never what a restore takes, while another storage has it whole")
    func choice() async throws {
        let (left, right) = (InMemoryStorage(), InMemoryStorage())
        var run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("left", left), JobStorage("right", right)])
        let ids = await nights(2, &run)
        try await left.delete(object(of: ids[1]))
        let one = try await Catalogue.read(run.job).choose(.latest, target: target)
        #expect(one.backup.id == ids[1] && one.storage.name == "right")
        let named = try await Catalogue.read(run.job).choose(.id(ids[1]), target: target)
        #expect(named.storage.name == "right")
        try await right.delete(object(of: ids[1]))
        let older = try await Catalogue.read(run.job).choose(.latest, target: target)
        #expect(older.backup.id == ids[0])
        let catalogue = try await Catalogue.read(run.job)
        #expect(catalogue.passedOver(for: older, now: run.time.now).map(\.backup.id) == [ids[1]])
    }

    @Test("is looked at by every verification, without --all too")
    func verification() async throws {
        let memory = InMemoryStorage()
        var run = TestRun(ScriptedSource([ScriptedTarget("a"), ScriptedTarget("b")]), [JobStorage("s", memory)])
        let ids = await nights(3, &run)
        try await memory.delete(object(of: ids[0]))
        let looked = try await Catalogue.read(run.job).worthVerifying(now: run.time.now)
        #expect(
            looked.map { "\($0.backup.targetName) \($0.backup.id)" } == ["a \(ids[0])", "a \(ids[2])", "b \(ids[2])"])
        let result = try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(looked[0])
        guard case .damaged(let error) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(error.what.contains("has a receipt but no object"))
    }
}
