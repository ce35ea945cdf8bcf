import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("The status of a job, from its storages alone")
struct StatusReaderTests {
    private let down = LifeboatError(.temporary, "connection refused")
    private let day = Duration.seconds(86_400)

    private func read(
        _ run: TestRun, every interval: Duration? = .seconds(86_400), opensReceipts: Bool = false,
        lastRun: RunRecord? = nil
    ) async -> JobStatus {
        let reader = StatusReader(
            run.job, expected: interval.map { ExpectedInterval($0) }, clock: run.clock, opensReceipts: opensReceipts)
        return await reader.read(now: run.time.now, lastRun: lastRun)
    }

    private func verdicts(_ status: JobStatus, _ run: TestRun) -> [String: StatusVerdict] {
        var verdicts: [String: StatusVerdict] = [:]
        for storage in status.storages {
            for (name, target) in storage.targets {
                verdicts["\(name) on \(storage.name)"] = target.verdict(expected: status.expected, now: run.time.now)
            }
        }
        return verdicts
    }

    @Test("A new backup is fine; it is too old from a tenth past its interval on, and not a second before")
    func age() async throws {
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", InMemoryStorage())])
        let record = await run.run()
        run.time.advance(by: .seconds(95_040))
        var status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .fine])
        #expect(status.lastRun == record)
        run.time.advance(by: .seconds(1))
        status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .tooOld])
        #expect(verdicts(await read(run, every: nil), run) == ["a on s": .fine])
        #expect(status.storages[0].targets["a"]?.newest == record.id.started)
    }

    @Test("A job that never ran has nothing to tell of, and one whose only run failed has no backup")
    func never() async throws {
        let failing = ScriptedTarget("a", ending: .throwsAfter(bytes: 3, down))
        let run = TestRun(ScriptedSource([failing]), [JobStorage("s", InMemoryStorage())])
        let before = await read(run)
        #expect(before.lastRun == nil && before.storages[0].targets.isEmpty && before.storages[0].failure == nil)
        await run.run()
        let after = await read(run)
        #expect(verdicts(after, run) == ["a on s": .missing])
        #expect(after.storages[0].targets["a"]?.lastProblem == "connection refused")
    }

    @Test("A run that failed shows while the backup before is still young, and on the storage that it failed on")
    func lastRun() async throws {
        let memory = InMemoryStorage()
        let second = FaultInjectingStorage(InMemoryStorage())
        let storages = [JobStorage("s", memory), JobStorage("t", second)]
        let run = TestRun(ScriptedSource([ScriptedTarget("a"), ScriptedTarget("b")]), storages)
        await run.run()
        run.time.advance(by: .seconds(3_600))
        second.inject(StorageFault(.put, .failsAtOnce(down), at: ObjectKey(names: "web", "b")))
        await run.run()
        let status = await read(run)
        #expect(second.unexercised.isEmpty)
        #expect(verdicts(status, run) == ["a on s": .fine, "b on s": .fine, "a on t": .fine, "b on t": .failed])
        #expect(status.storages[1].targets["b"]?.lastProblem == "connection refused")

        let broken = TestRun(
            ScriptedSource([ScriptedTarget("a")], troubles: .init(open: down)), [JobStorage("s", memory)])
        broken.time.advance(by: .seconds(7_200))
        let record = await broken.run()
        let told = await read(broken)
        #expect(told.lastRun?.id == record.id)
        // Which targets there would have been, a source that cannot be opened does not say.
        #expect(verdicts(told, broken) == ["a on s": .failed, "b on s": .failed])
    }

    @Test("Something missing in it is degraded; the newest one damaged is damaged, and does not count as a backup")
    func quality() async throws {
        let memory = InMemoryStorage()
        let lossy = DumpResult(omissions: [Omission(name: "x", reason: .unreadable)])
        let run = TestRun(ScriptedSource([ScriptedTarget("a", result: lossy)]), [JobStorage("s", memory)])
        let first = await run.run()
        #expect(verdicts(await read(run), run) == ["a on s": .degraded])
        run.time.advance(by: .seconds(3_600))
        let second = await run.run()
        let newest = try #require(try await Catalogue.read(run.job).backups.first { $0.backup.id == second.id })
        memory.tamper(try #require(newest.backup.object?.key)) { $0[0] ^= 1 }
        let verification = Verification(job: run.job, now: { [time = run.time] in time.now })
        _ = try await verification.verify(newest)
        let status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .damaged])
        let target = try #require(status.storages[0].targets["a"])
        #expect(target.newest == first.id.started && target.retained == 2)
        #expect(target.verified == run.time.now && target.verifiedOk == false)

        // One whose object is gone does not count either.
        let path = try #require(memory.backupPaths.first { $0.contains(first.id.text) && $0.hasSuffix(".txt") })
        try await memory.delete(try #require(ObjectKey(path: path)))
        #expect(verdicts(await read(run), run) == ["a on s": .missing])
    }

    @Test("One that is damaged is told of for as long as it is kept, whatever was verified since")
    func olderDamage() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        let first = await run.run()
        run.time.advance(by: .seconds(3_600))
        let second = await run.run()
        let backups = try await Catalogue.read(run.job).backups
        let verification = Verification(job: run.job, now: { [time = run.time] in time.now })
        for id in [first.id, second.id] {
            let found = try #require(backups.first { $0.backup.id == id })
            if id == first.id { memory.tamper(try #require(found.backup.object?.key)) { $0[0] ^= 1 } }
            _ = try await verification.verify(found)
            run.time.advance(by: .seconds(60))
        }
        let status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .damaged])
        let target = try #require(status.storages[0].targets["a"])
        #expect(target.newest == second.id.started && target.verifiedOk == false)
    }

    @Test("A run that failed retires nobody: what it did not name may have been out of sight")
    func outOfSight() async throws {
        let memory = InMemoryStorage()
        await TestRun(ScriptedSource([ScriptedTarget("a"), ScriptedTarget("b")]), [JobStorage("s", memory)]).run()
        let failing = ScriptedTarget("a", ending: .throwsAfter(bytes: 3, down))
        let run = TestRun(ScriptedSource([failing]), [JobStorage("s", memory)])
        run.time.advance(by: .seconds(3_600))
        await run.run()
        #expect(verdicts(await read(run), run) == ["a on s": .failed, "b on s": .failed])
    }

    @Test("A run whose expiry failed is degraded, with the reason")
    func expiry() async throws {
        let faulty = FaultInjectingStorage(InMemoryStorage())
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", faulty, retention: RetentionPolicy(days: 1))])
        await run.run()
        run.time.advance(by: day)
        faulty.inject(StorageFault(.delete, .failsAtOnce(down)))
        await run.run()
        let status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .degraded])
        #expect(status.storages[0].targets["a"]?.lastProblem?.contains("connection refused") == true)
    }

    @Test("Sizes: of the newest, of the one before, and before encoding where receipts are opened")
    func sizes() async throws {
        let memory = InMemoryStorage()
        for (offset, size) in [(0, 100), (60, 250)] {
            let target = ScriptedTarget("a", [UInt8](repeating: 7, count: size))
            let run = TestRun(ScriptedSource([target]), [JobStorage("s", memory)])
            run.time.advance(by: .seconds(offset))
            await run.run()
        }
        let log = ReadingLog(memory)
        let run = TestRun(ScriptedSource([]), [JobStorage("s", log)])
        run.time.advance(by: .seconds(120))
        var target = try #require(await read(run).storages[0].targets["a"])
        #expect([target.storedBytes, target.previousStoredBytes, target.plainBytes] == [250, 100, nil])
        #expect(log.paths.allSatisfy { $0.hasPrefix("web/runs/") } && log.paths.count == 1)
        target = try #require(await read(run, opensReceipts: true).storages[0].targets["a"])
        #expect(target.plainBytes == 250)
        #expect(log.paths.count { $0.hasSuffix("receipt.json") } == 1)
    }

    @Test("One dated in the future does not hide that there is no young one; a clock that is a little ahead is nothing")
    func future() async throws {
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", InMemoryStorage())])
        await run.run()
        let reader = StatusReader(run.job, expected: ExpectedInterval(day), clock: run.clock)
        let late = await reader.read(now: run.time.now.addingTimeInterval(-86_400))
        #expect(late.storages[0].targets["a"]?.newest == nil)
        #expect(late.storages[0].targets["a"]?.retained == 1)
        let skewed = await reader.read(now: run.time.now.addingTimeInterval(-60))
        #expect(skewed.storages[0].targets["a"]?.newest != nil)
    }

    @Test("A target that the job no longer has is retired, and is not too old however old it grows")
    func retired() async throws {
        let memory = InMemoryStorage()
        let both = TestRun(
            ScriptedSource([ScriptedTarget("a"), ScriptedTarget("b")]), [JobStorage("s", memory)])
        await both.run()
        let one = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        one.time.advance(by: day * 20)
        let first = await one.run()
        let gone = await read(one)
        #expect(verdicts(gone, one) == ["a on s": .fine, "b on s": .gone])
        #expect(gone.storages[0].targets["b"]?.gone?.since == first.id.started)
        #expect(gone.goneTargets.map(\.places) == [["job web", "target b"]])

        one.time.advance(by: day * 7)
        #expect(verdicts(await read(one, every: day * 30), one)["b on s"] == .gone)
        #expect(verdicts(await read(one, every: nil), one)["b on s"] == .gone)
        one.time.advance(by: .seconds(1))
        await one.run()
        let retired = await read(one)
        #expect(verdicts(retired, one) == ["a on s": .fine, "b on s": .retired])
        #expect(retired.goneTargets.isEmpty)

        // It has failed since: that says nothing about which targets there are.
        let failing = TestRun(
            ScriptedSource([ScriptedTarget("a")], troubles: .init(targets: down)), [JobStorage("s", memory)])
        failing.time.advance(by: day * 27 + .seconds(60))
        await failing.run()
        #expect(verdicts(await read(failing), failing) == ["a on s": .failed, "b on s": .retired])
    }

    @Test("What a pattern without any match is named in a run is no target: its trouble is that of those it knows")
    func placeholder() async throws {
        let memory = InMemoryStorage()
        await TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)]).run()
        var pattern = ScriptedTarget("/src/*", ending: .throwsAfter(bytes: 0, down))
        pattern.target.isPlaceholder = true
        let run = TestRun(ScriptedSource([pattern]), [JobStorage("s", memory)])
        run.time.advance(by: .seconds(3_600))
        let record = await run.run()
        #expect(record.targets.map(\.isPlaceholder) == [true] && record.outcome == .failed)
        let status = await read(run)
        #expect(verdicts(status, run) == ["a on s": .failed])
        #expect(status.storages[0].targets["a"]?.lastProblem == "connection refused")

        let alone = TestRun(ScriptedSource([pattern]), [JobStorage("s", InMemoryStorage())])
        await alone.run()
        let nothing = await read(alone)
        #expect(nothing.storages[0].targets.isEmpty && nothing.lastRun?.generalProblem == "connection refused")
    }

    @Test("What an unreadable source did not name is not retired")
    func notRetired() async throws {
        let memory = InMemoryStorage()
        let sources = ["a", "b"].map { ScriptedSource([ScriptedTarget($0)]) }
        let whole = TestRun(
            sources.map { JobSource(name: nil, source: $0, encoding: .init([])) }, [JobStorage("s", memory)])
        await whole.run()
        let broken = ScriptedSource([ScriptedTarget("b")], troubles: .init(open: down))
        let half = TestRun(
            [sources[0], broken].map { JobSource(name: nil, source: $0, encoding: .init([])) },
            [JobStorage("s", memory)])
        half.time.advance(by: day * 3)
        await half.run()
        #expect(verdicts(await read(half), half) == ["a on s": .fine, "b on s": .tooOld])
    }

    @Test("A storage that does not answer is unreachable, by itself; and one that hangs is given up")
    func unreachable() async throws {
        let faulty = FaultInjectingStorage(InMemoryStorage())
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]),
            [JobStorage("bad", faulty, stallTimeout: .seconds(10)), JobStorage("good", InMemoryStorage())])
        await run.run()
        faulty.inject(StorageFault(.list, .failsAtOnce(down)))
        let failed = await read(run)
        #expect(failed.storages[0].failure?.summary == "job web: storage bad: connection refused")
        #expect(verdicts(failed, run) == ["a on good": .fine])

        faulty.inject(StorageFault(.list, .stalls(afterBytes: 0)))
        let hung = await run.clock.passing(.seconds(10), when: { faulty.isStalling }) { await read(run) }
        #expect(hung.storages[0].failure?.summary == "job web: storage bad: no answer for 10s")
        #expect(verdicts(hung, run) == ["a on good": .fine])
        #expect(faulty.unexercised.isEmpty)

        // Who is in a hurry waits less for it.
        faulty.inject(StorageFault(.list, .stalls(afterBytes: 0)))
        let reader = StatusReader(run.job, expected: nil, clock: run.clock, patience: .seconds(3))
        let hasty = await run.clock.passing(.seconds(3), when: { faulty.isStalling }) {
            await reader.read(now: run.time.now)
        }
        #expect(hasty.storages[0].failure?.summary == "job web: storage bad: no answer for 3.0s")
    }

    @Test("A run record that cannot be read is taken from another storage, or is noted and passed over")
    func records() async throws {
        let (left, right) = (InMemoryStorage(), InMemoryStorage())
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a")]), [JobStorage("left", left), JobStorage("right", right)])
        let first = await run.run()
        run.time.advance(by: .seconds(60))
        let second = await run.run()
        let key = try #require(ObjectKey(path: "web/runs/\(second.id).json"))
        left.tamper(key) { $0 = Array("{".utf8) }
        let told = await read(run)
        #expect(told.lastRun == second)
        #expect(told.notes.count == 1)
        right.tamper(key) { $0 = [] }
        let again = await read(run)
        #expect(again.lastRun == first)
        #expect(
            again.notes.map(\.summary).last
                == "job web: storage right: the record of run \(second.id): it is damaged: it is empty")
        // It says nothing about a backup that is younger.
        #expect(again.storages[0].targets["a"]?.lastResult == nil)
    }

    @Test("Another server's runs and backups are not this one's")
    func otherServer() async throws {
        let memory = InMemoryStorage()
        var ours = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        ours.serverName = "ours"
        let record = await ours.run()
        var theirs = TestRun(ScriptedSource([ScriptedTarget("b")]), [JobStorage("s", memory)])
        theirs.serverName = "theirs"
        theirs.time.advance(by: .seconds(60))
        await theirs.run()
        let status = await read(ours)
        #expect(status.lastRun == record)
        #expect(verdicts(status, ours) == ["a on s": .fine])
    }

    @Test("The record of a run that was kept nowhere is believed when it is given")
    func given() async throws {
        let memory = InMemoryStorage()
        let run = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", memory)])
        await run.run()
        var record = try await run.job.vault(on: run.storages[0]).runRecord(
            try #require(try await run.job.vault(on: run.storages[0]).runRecords().first))
        record.id = BackupID(started: run.time.now.addingTimeInterval(60), random: 1)
        record.outcome = .failed
        record.problems = ["no route to host"]
        record.targets = []
        run.time.advance(by: .seconds(120))
        let status = await read(run, lastRun: record)
        #expect(status.lastRun == record)
        #expect(verdicts(status, run) == ["a on s": .failed])
        #expect(status.storages[0].targets["a"]?.lastProblem == "no route to host")
    }
}
