import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatTesting
import Testing

@Suite("A backup that is dated in the future")
struct FutureTests {
    private let target = Vault.component(ofTarget: "a")
    private let lossy = DumpResult(omissions: [Omission(name: "x", reason: .changed)])

    /// A job's run at a moment, whatever its clock says.
    private func backup(
        _ storage: JobStorage, daysFromNow days: Int, _ result: DumpResult = DumpResult()
    ) async -> BackupID {
        var run = TestRun(ScriptedSource([ScriptedTarget("a", result: result)]), [storage])
        run.expiresAfterRun = false
        run.time.advance(by: .seconds(days * 86_400))
        return await run.run().id
    }

    @Test("is not the latest, as long as there is one that is not, a partial one even")
    func latest() async throws {
        let storage = JobStorage("s", InMemoryStorage())
        let run = TestRun(ScriptedSource([]), [storage])
        let now = run.time.now.addingTimeInterval(86_400)
        let future = await backup(storage, daysFromNow: 1_000)
        let further = await backup(storage, daysFromNow: 2_000, lossy)
        var catalogue = try await Catalogue.read(run.job)
        // Nothing else is there: the sound one of the two.
        #expect(try catalogue.choose(.latest, target: target, now: now).backup.id == future)
        #expect(catalogue.worthVerifying(now: now).map(\.backup.id) == [further])

        let partial = await backup(storage, daysFromNow: 1, lossy)
        catalogue = try await Catalogue.read(run.job)
        let chosen = try catalogue.choose(.latest, target: target, now: now)
        #expect(chosen.backup.id == partial)
        #expect(catalogue.passedOver(for: chosen, now: now).map(\.backup.id) == [further])
        #expect(catalogue.worthVerifying(now: now).map(\.backup.id) == [partial])

        let sound = await backup(storage, daysFromNow: 0)
        catalogue = try await Catalogue.read(run.job)
        let older = try catalogue.choose(.latest, target: target, now: now)
        #expect(older.backup.id == sound)
        #expect(catalogue.passedOver(for: older, now: now).map(\.backup.id) == [partial, further])
        // By its name anybody can have it; and when its time has come it is as good as any.
        #expect(try catalogue.choose(.id(further), target: target, now: now).backup.id == further)
        let then = run.time.now.addingTimeInterval(1_500 * 86_400)
        #expect(try catalogue.choose(.latest, target: target, now: then).backup.id == future)
    }

    @Test("pushes no true one out: nights of runs, each with its expiry")
    func expiry() async throws {
        let memory = InMemoryStorage()
        let storage = JobStorage("s", memory, retention: RetentionPolicy(days: 2, weeks: 1))
        let future = await backup(storage, daysFromNow: 500)
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [storage])
        var nights: [BackupID] = []
        for night in 0..<30 {
            let record = await run.run()
            #expect(record.outcome == .done)
            nights.append(record.id)
            let there = try await Catalogue.read(run.job).backups.map(\.backup.id)
            #expect(Set(nights.suffix(2)).isSubset(of: there), "night \(night)")
            #expect(there.contains(future), "night \(night)")
            #expect(
                try await Catalogue.read(run.job).choose(.latest, target: target, now: run.time.now).backup.id
                    == record.id)
            run.time.advance(by: .seconds(86_400))
        }
    }
}
