import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Byte pipes")
struct BytePipeTests {
    private let trouble = LifeboatError(.noSpace, "full")

    @Test("Order is kept, and the end is the writer's word")
    func order() async throws {
        let (writer, reader) = BytePipe.make()
        async let read = reader.stream.collect(limit: 1_000)
        for byte in UInt8(0)..<100 { try await writer.write([byte]) }
        writer.finish()
        #expect(try await read == (0..<100).map { UInt8($0) })
        #expect(try await reader.next() == nil, "the end stays the end")
    }

    @Test("A producer is never more than the capacity ahead", arguments: [1, 2, 4, 7])
    func bound(capacity: Int) async throws {
        let (writer, reader) = BytePipe.make(capacity: capacity)
        let sent = Tally()
        let received = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: StageThread("producer")) {
                for _ in 0..<1_000 {
                    try await writer.write([1])
                    // The consumer may have one in its hands that it has not counted yet.
                    #expect(sent.increment() - received.count <= capacity + 1)
                }
                writer.finish()
            }
            while try await reader.next() != nil { received.increment() }
            try await group.waitForAll()
        }
        #expect(received.count == 1_000)
        // And with nobody reading, it gets exactly that far.
        let full = BytePipe.make(capacity: capacity)
        for _ in 0..<capacity { #expect(try full.writer.tryWrite(Block([1]))) }
        #expect(try !full.writer.tryWrite(Block([1])))
        _ = full.reader
    }

    @Test("A writer that goes away makes the reader throw, after what it wrote or before")
    func droppedWriter() async throws {
        var ends: (writer: BytePipe.Writer, reader: BytePipe.Reader)? = BytePipe.make()
        let reader = try #require(ends).reader
        try await ends?.writer.write([1])
        ends = nil
        await expectLifeboatError(.interrupted) { while try await reader.next() != nil {} }
    }

    @Test("A reader that goes away makes the writer throw, waiting or not")
    func droppedReader() async throws {
        var ends: (writer: BytePipe.Writer, reader: BytePipe.Reader)? = BytePipe.make(capacity: 1)
        let writer = try #require(ends).writer
        try await writer.write([1])
        let waiting = Task { try await writer.write([2]) }
        ends = nil
        await expectLifeboatError(.interrupted) { try await waiting.value }
        await expectLifeboatError(.interrupted) { try await writer.write([3]) }
        await expectLifeboatError(.interrupted) { _ = try writer.tryWrite(Block([3])) }
    }

    @Test("A failure discards what is queued, and the first end counts")
    func failure() async throws {
        let (writer, reader) = BytePipe.make()
        try await writer.write([1])
        writer.fail(trouble)
        writer.fail(LifeboatError(.failed, "later"))
        writer.finish()
        let error = await expectLifeboatError(.noSpace) { _ = try await reader.next() }
        #expect(error == trouble)
        await expectLifeboatError(.noSpace) { try await writer.write([2]) }

        let (second, other) = BytePipe.make()
        second.finish()
        second.fail(trouble)
        #expect(try await other.next() == nil)
        await expectLifeboatError(.failed) { try await second.write([1]) }
    }

    @Test("An abandoned pipe throws its reason at both ends")
    func abandoned() async throws {
        let (writer, reader) = BytePipe.make(capacity: 1)
        try await writer.write([1])
        let waiting = Task { try await writer.write([2]) }
        reader.abandon(trouble)
        reader.abandon(LifeboatError(.failed, "later"))
        #expect(await expectLifeboatError(.noSpace) { try await waiting.value } == trouble)
        await expectLifeboatError(.noSpace) { _ = try await reader.next() }
    }

    @Test("A cancelled task stops waiting, at either end, and the pipe goes on")
    func cancellation() async throws {
        let (writer, reader) = BytePipe.make(capacity: 1)
        let reading = Task { _ = try await reader.next() }
        await Task.yield()
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
        try await writer.write([1])
        let writing = Task { try await writer.write([2]) }
        await Task.yield()
        writing.cancel()
        await #expect(throws: CancellationError.self) { try await writing.value }
        #expect(try await reader.next()?.bytes == [1])
        try await writer.write([3])
        writer.finish()
        #expect(try await reader.next()?.bytes == [3])
        #expect(try await reader.next() == nil)
    }

    @Test("tryWrite takes what has room, and nothing else")
    func tryWrite() async throws {
        let (writer, reader) = BytePipe.make(capacity: 2)
        #expect(try writer.tryWrite(Block([1])))
        #expect(try writer.tryWrite(Block([2])))
        #expect(try !writer.tryWrite(Block([3])))
        #expect(try await reader.next()?.bytes == [1])
        #expect(try writer.tryWrite(Block([3])))
        writer.finish()
        #expect(try await reader.next()?.bytes == [2])
        #expect(try await reader.next()?.bytes == [3])
    }

    @Test("untilFailed tells of a failure of either side, and of nothing else")
    func untilFailed() async throws {
        let error = trouble
        for failure in [{ (w: BytePipe.Writer, r: BytePipe.Reader) in w.fail(error) }, { $1.abandon(error) }] {
            for early in [true, false] {
                let (writer, reader) = BytePipe.make()
                if early { failure(writer, reader) }
                let watch = Task { try await writer.untilFailed() }
                await Task.yield()
                if !early { failure(writer, reader) }
                #expect(await expectLifeboatError(.noSpace) { try await watch.value } == trouble)
            }
        }
        let (writer, reader) = BytePipe.make()
        let watch = Task { try await writer.untilFailed() }
        try await writer.write([1])
        writer.finish()
        try await watch.value
        let cancelled = BytePipe.make()
        let second = Task { try await cancelled.writer.untilFailed() }
        second.cancel()
        try await second.value
        _ = (reader, cancelled.reader)
    }

    @Test("No wake-up is lost between threads", arguments: [1, 2, 5])
    func stress(capacity: Int) async throws {
        let stages = 4
        let count = 4_000
        let pipes = (0...stages).map { _ in BytePipe.make(capacity: capacity) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for stage in 0..<stages {
                group.addTask(executorPreference: StageThread("stage \(stage)")) {
                    try await pipes[stage].reader.stream.forward(to: pipes[stage + 1].writer)
                    pipes[stage + 1].writer.finish()
                }
            }
            group.addTask(executorPreference: StageThread("first")) {
                for index in 0..<count { try await pipes[0].writer.write([UInt8(truncatingIfNeeded: index)]) }
                pipes[0].writer.finish()
            }
            let bytes = try await pipes[stages].reader.stream.collect(limit: count)
            #expect(bytes == (0..<count).map { UInt8(truncatingIfNeeded: $0) })
            try await group.waitForAll()
        }
    }

    @Test("Failures and cancellations at any moment end both sides", arguments: 0..<200)
    func storm(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let after = Int.random(in: 0..<20, using: &random)
        let how = Int.random(in: 0..<4, using: &random)
        let (writer, reader) = BytePipe.make(capacity: Int.random(in: 1...3, using: &random))
        let error = trouble
        let producer = Task {
            for _ in 0..<after { try await writer.write([1]) }
            if how == 0 { throw error }
            while true { try await writer.write([1]) }
        }
        let consumer = Task {
            for _ in 0..<after { _ = try await reader.next() }
            if how == 1 { reader.abandon(error) }
            while try await reader.next() != nil {}
        }
        if how == 2 { producer.cancel() }
        if how == 3 { consumer.cancel() }
        if how == 3 {
            _ = await consumer.result
            reader.abandon(error)
        }
        if case .failure(let failure) = await producer.result { writer.fail(failure) }
        guard case .failure = await consumer.result else { Issue.record("the consumer saw an end"); return }
    }
}
