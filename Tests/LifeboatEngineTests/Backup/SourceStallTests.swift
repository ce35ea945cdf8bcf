import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("A source that stands still")
struct SourceStallTests {
    private let words = "the source gave nothing for 10s and was given up"

    private func run(_ source: ScriptedSource, _ storages: [JobStorage]) -> TestRun {
        TestRun(
            [
                JobSource(name: "s", source: source, encoding: EncodingChain([]), stallTimeout: .seconds(10)),
                JobSource(name: "t", source: ScriptedSource([ScriptedTarget("y")]), encoding: EncodingChain([])),
            ], storages)
    }

    @Test("in a dump, it is given up and leaves nothing; what comes after it is backed up", arguments: [0, 1, 5 << 20])
    func dump(after bytes: Int) async throws {
        var random = SeededGenerator(seed: 6)
        let source = ScriptedSource([
            ScriptedTarget("db", random.bytes(5 << 20), ending: .hangsAfter(bytes: bytes)), ScriptedTarget("other"),
        ])
        let storage = InMemoryStorage()
        let run = run(source, [JobStorage("a", storage)])
        let record = await run.clock.passing(.seconds(10), when: { source.isHanging }) { await run.run() }
        #expect(record.outcome == .failed)
        #expect(record.targets.map(\.outcome) == [.failed, .done, .done])
        #expect(record.targets[0].problem == words)
        #expect(record.targets[0].hint?.contains("`stall_timeout`") == true)
        #expect(source.log.last == "leave")
        #expect(storage.backupPaths.filter { $0.hasPrefix("web/s.db/") }.isEmpty)
        #expect(storage.backupPaths.count == 4)
        #expect(run.clock.sleeping == 0)
    }

    @Test("before it has said what it holds, it is given up; the other sources go on")
    func targets() async throws {
        let source = ScriptedSource([ScriptedTarget("db")], troubles: .init(hangs: true))
        let storage = InMemoryStorage()
        let run = run(source, [JobStorage("a", storage)])
        let record = await run.clock.passing(.seconds(10), when: { source.isHanging }) { await run.run() }
        #expect(record.outcome == .failed)
        #expect(record.problems == ["source s: \(words)"])
        #expect(record.targets.map(\.target) == ["t.y"])
        #expect(source.log == ["open", "leave"])
    }

    @Test("is not one that waits for a slow storage")
    func slowStorage() async throws {
        let gate = BytePipe.make(capacity: 1)
        let slow = GatedStorage(gate.reader)
        let source = ScriptedSource([ScriptedTarget("db", [UInt8](repeating: 7, count: 12 << 20))])
        let run = TestRun(
            [JobSource(name: nil, source: source, encoding: EncodingChain([]), stallTimeout: .seconds(10))],
            [JobStorage("slow", slow)])
        let clock = run.clock
        let start = clock.now
        async let record = clock.passing(.seconds(10), when: { start.duration(to: clock.now) < .seconds(60) }) {
            await run.run()
        }
        while start.duration(to: clock.now) < .seconds(60) { await Task.yield() }
        gate.writer.finish()
        #expect(await record.outcome == .done)
        #expect(slow.wrapped.bytes("db.txt")?.count == 12 << 20)
    }
}
