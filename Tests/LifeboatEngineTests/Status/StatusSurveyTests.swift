import LifeboatCore
import LifeboatEngine
import LifeboatTesting
import Testing

@Suite("Several jobs, asked about side by side")
struct StatusSurveyTests {
    private func reader(_ name: String, _ storage: some Storage, _ clock: HeldClock) -> StatusReader {
        var job = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", storage)]).job
        job.name = name
        return StatusReader(job, expected: nil, clock: clock)
    }

    @Test("Those that say it in time are known, however many never do; one limit holds for all together")
    func limit() async throws {
        let (clock, time) = (HeldClock(), ManualClock())
        let hanging = (0..<8).map { _ in FaultInjectingStorage(InMemoryStorage()) }
        for storage in hanging { storage.inject(StorageFault(.list, .stalls(afterBytes: 0))) }
        // One place of the eight is left to all that answer.
        let readers =
            (0..<7).map { reader("hanging \($0)", hanging[$0], clock) }
            + (0..<6).map { reader("well \($0)", InMemoryStorage(), clock) } + [reader("last", hanging[7], clock)]
        let survey = StatusSurvey(readers, clock: clock)
        let found = await clock.passing(.seconds(120), when: { hanging.allSatisfy { $0.isStalling } }) {
            await survey.read(now: { time.now }, within: .seconds(120))
        }
        #expect(found.keys.sorted() == (0..<6).map { "well \($0)" })
        #expect(hanging.allSatisfy { $0.unexercised.isEmpty })
    }

    @Test("Who is called off says nothing, rather than that no storage answers")
    func cancelled() async throws {
        let (clock, time) = (HeldClock(), ManualClock())
        let storage = FaultInjectingStorage(InMemoryStorage())
        storage.inject(StorageFault(.list, .stalls(afterBytes: 0)))
        let survey = StatusSurvey([reader("a", storage, clock)], clock: clock)
        let work = Task { await survey.read(now: { time.now }) }
        while !storage.isStalling { await Task.yield() }
        work.cancel()
        #expect(await work.value.isEmpty)
    }
}
