import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

@Suite("Progress of reading")
struct ReadingProgressTests {
    private final class Seen: Sendable {
        let all = Mutex<[ReadingProgress]>([])

        var list: [ReadingProgress] { all.withLock { $0 } }

        func note(_ progress: ReadingProgress) { all.withLock { $0.append(progress) } }
    }

    private func expectWhole(_ steps: [ReadingProgress], _ total: Int64) {
        #expect(steps.first?.bytes == 0 && steps.last?.bytes == total)
        #expect(steps.map(\.bytes) == steps.map(\.bytes).sorted() && steps.count > 2)
        #expect(steps.allSatisfy { $0.total == total })
    }

    @Test("begins at nothing and ends at the whole, of each step by itself")
    func whole() async throws {
        var random = SeededGenerator(seed: 3)
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a", random.bytes(3 << 20))]), encoding: EncodingChain([.zstd(level: 1)]),
            [JobStorage("s", InMemoryStorage())])
        await run.run()
        let found = try await Catalogue.read(run.job).choose(.latest, target: Vault.component(ofTarget: "a"))
        let restoration = try await Restoration.open(found, of: run.job)

        let restored = Seen()
        _ = try await restoration.restore(into: .inPlace) { restored.note($0) }
        // What may be written over is proven before.
        let split = restored.list.firstIndex { $0.step == .restoring } ?? 0
        expectWhole(Array(restored.list[..<split]), restoration.receipt.stored.size)
        expectWhole(Array(restored.list[split...]), restoration.receipt.plain.size)
        #expect(restored.list[split...].allSatisfy { $0.step == .restoring })

        let written = Seen()
        try await restoration.write(to: Discard()) { written.note($0) }
        expectWhole(written.list, restoration.receipt.plain.size)

        let verified = Seen()
        let result = try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(found) {
            verified.note($0)
        }
        #expect(result.bytes == restoration.receipt.stored.size)
        expectWhole(verified.list, restoration.receipt.stored.size)
    }
}
