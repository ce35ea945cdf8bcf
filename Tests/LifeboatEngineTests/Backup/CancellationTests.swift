import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("A run that is cancelled")
struct CancellationTests {
    /// Cancels the run as soon as `ready` says so.
    private func cancelled(_ run: TestRun, when ready: () -> Bool) async -> RunRecord {
        let task = Task { await BackupRun(run.job, run.context).run() }
        while !ready() { await Task.yield() }
        task.cancel()
        let record = await task.value
        await BackupRun(run.job, run.context).keep(record)
        return record
    }

    @Test(
        "in the middle of a dump keeps nothing of it, and is recorded",
        arguments: [ScriptedTarget.Ending.hangsAfter(bytes: 5 << 20), .neverEnds],
        [EncodingChain([]), EncodingChain([.gzip(level: 1)]), EncodingChain([.zstd(level: 1)])])
    func midDump(ending: ScriptedTarget.Ending, chain: EncodingChain) async throws {
        var random = SeededGenerator(seed: 5)
        let memory = InMemoryStorage()
        let source = ScriptedSource([
            ScriptedTarget("first"), ScriptedTarget("db", random.bytes(8 << 20), ending: ending),
            ScriptedTarget("never"),
        ])
        let run = TestRun(source, encoding: chain, [JobStorage("a", memory), JobStorage("b", InMemoryStorage())])
        let record = await cancelled(run) {
            source.log.contains("wrote db")
                || run.events.events.contains {
                    if case .progress(_, "db", _, let stored) = $0 { stored > 1 << 20 } else { false }
                }
        }
        #expect(record.outcome == .interrupted)
        #expect(record.targets.map(\.target) == ["first", "db"])
        #expect(record.targets.map(\.outcome) == [.done, .interrupted])
        #expect(source.log.last == "leave")
        #expect(!source.log.contains("dump never"))
        #expect(memory.backupPaths.count == 2)
        #expect(try memory.brokenBackups().isEmpty)
        let kept = try await run.job.vault(on: run.storages[1]).runRecord(record.id)
        #expect(kept.outcome == .interrupted)
    }

    @Test("before anything began makes nothing")
    func before() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(ScriptedSource([ScriptedTarget("db", ending: .neverEnds)]), [JobStorage("a", memory)])
        let record = await cancelled(run) { !run.events.events.isEmpty }
        #expect(record.outcome == .interrupted)
        #expect(memory.backupPaths.isEmpty)
        #expect(memory.runRecordPaths.count == 1)
    }
}
