import Foundation
import LifeboatCore
import Testing

@Suite("Stage threads")
struct StageThreadTests {
    @Test("Code runs on the thread that it was given, before and after it waits")
    func ownThread() async throws {
        let (writer, reader) = BytePipe.make()
        let names = try await onStageThread("my stage") {
            var names = [Self.threadName]
            async let written: Void = writer.write([1])
            _ = try await reader.next()
            names.append(Self.threadName)
            try await written
            await Task.yield()
            names.append(Self.threadName)
            return names
        }
        #expect(names == ["my stage", "my stage", "my stage"])
        #expect(Self.threadName != "my stage")
    }

    @Test("Blocked stages do not keep anything else from running")
    func blocking() async throws {
        let count = ProcessInfo.processInfo.activeProcessorCount * 2 + 2
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                group.addTask(executorPreference: StageThread("blocked \(index)")) { Self.block(gate) }
            }
            // Every one of them waits for this, which runs on the pool.
            let opened = Task {
                for _ in 0..<100 { await Task.yield() }
                for _ in 0..<count { gate.signal() }
            }
            await opened.value
            try await group.waitForAll()
        }
    }

    @Test("What is thrown comes through")
    func throwing() async {
        await #expect(throws: CancellationError.self) {
            try await onStageThread("thrower") { throw CancellationError() }
        }
    }

    /// As the kernel and `top -H` know it.
    private static var threadName: String? {
        (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8))?.trimmingCharacters(in: .newlines)
    }

    private static func block(_ gate: DispatchSemaphore) { gate.wait() }
}
