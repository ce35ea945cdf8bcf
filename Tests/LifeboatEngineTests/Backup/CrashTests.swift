import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Cut off at every step")
struct CrashTests {
    private let source = ScriptedSource([
        ScriptedTarget("a", result: DumpResult(omissions: [Omission(name: "x", reason: .unreadable)])),
        ScriptedTarget("b"),
    ])

    @Test(
        "A run shows only whole backups, keeps the old ones, and the next one succeeds",
        arguments: [StepStorage<InMemoryStorage>.Cut.before, .after])
    func run(cut: StepStorage<InMemoryStorage>.Cut) async throws {
        var reachedTheEnd = false
        var step = 0
        while !reachedTheEnd {
            let memory = InMemoryStorage()
            var first = TestRun(source, [JobStorage("a", memory)])
            first.serverName = "here"
            await first.run()
            let old = Set(memory.backupPaths)

            let cutOff = StepStorage(memory, failsFrom: step, cut)
            var run = TestRun(source, [JobStorage("a", cutOff)])
            run.serverName = "here"
            run.time.advance(by: .seconds(86_400))
            let record = await run.run()
            reachedTheEnd = cutOff.log.count <= step
            #expect(try memory.brokenBackups().isEmpty, "step \(step)")
            #expect(old.isSubset(of: memory.backupPaths), "step \(step)")

            let listed = try await Catalogue.read(first.job).backups
            for found in listed {
                let verified = try await Verification(job: first.job, now: { [time = run.time] in time.now }).verify(
                    found)
                guard case .intact = verified.verdict else {
                    Issue.record("step \(step): \(verified.verdict)"); continue
                }
            }
            // What the record calls delivered is there.
            for target in record.targets where target.deliveries.allSatisfy({ $0.problem == nil }) {
                #expect(listed.contains { $0.backup.id == record.id && $0.backup.targetName == target.target })
            }

            first.time.advance(by: .seconds(2 * 86_400))
            #expect(await first.run().outcome == .degraded, "partial, but new; step \(step)")
            #expect(try memory.brokenBackups().isEmpty)
            step += 1
        }
        #expect(step > 10)
    }

    @Test(
        "An expiry leaves whole backups, or leftovers that are removed when they are old enough",
        arguments: [StepStorage<InMemoryStorage>.Cut.before, .after])
    func expiry(cut: StepStorage<InMemoryStorage>.Cut) async throws {
        var reachedTheEnd = false
        var step = 0
        while !reachedTheEnd {
            let memory = InMemoryStorage()
            var made = TestRun(source, [JobStorage("a", memory)])
            made.expiresAfterRun = false
            for _ in 0..<3 {
                await made.run()
                made.time.advance(by: .seconds(86_400))
            }
            let cutOff = StepStorage(memory, failsFrom: step, cut)
            let storage = JobStorage("a", cutOff, retention: RetentionPolicy(days: 1))
            let record = await Expiry(job: made.job, storage: storage).expire(target: "a", now: made.time.now)
            reachedTheEnd = cutOff.log.count <= step
            #expect(reachedTheEnd == (record.problem == nil), "step \(step)")
            #expect(try memory.brokenBackups().isEmpty, "step \(step)")
            let newest = try await Catalogue.read(made.job, target: "a").backups.last
            #expect(newest?.backup.started == made.time.now.addingTimeInterval(-86_400))

            // Young leftovers may belong to a slow run elsewhere: they stay.
            let leftovers = try await Catalogue.read(made.job).leftovers
            let expiry = Expiry(job: made.job, storage: made.storages[0])
            #expect(await expiry.tidy(now: made.time.now).removed.isEmpty)
            #expect(try await Catalogue.read(made.job).leftovers.count == leftovers.count)
            let later = made.time.now.addingTimeInterval(8 * 86_400)
            #expect(await expiry.tidy(now: later).removed.count == leftovers.count)
            #expect(try await Catalogue.read(made.job).leftovers.isEmpty)
            #expect(try memory.brokenBackups().isEmpty)
            step += 1
        }
        #expect(step > 5)
    }
}
