import LifeboatCore
import LifeboatStreams

/// Hands one stream to several storages at once. The source is read once; every storage gets the same bytes.
///
/// A storage that fails drops out, the others go on. One that is slow slows the rest, within a few blocks of memory;
/// one that takes no byte for its stall timeout drops out.
struct FanOut: Sendable {
    private struct Lane: Sendable {
        let storage: JobStorage
        let pipe: (writer: BytePipe.Writer, reader: BytePipe.Reader)
    }

    private let lanes: [Lane]
    private let clock: any Clock<Duration>

    init(_ storages: [JobStorage], clock: any Clock<Duration>) {
        lanes = storages.map { Lane(storage: $0, pipe: BytePipe.make()) }
        self.clock = clock
    }

    /// Returns when every delivery has ended, in the order of the storages. `progress` is called after each block.
    func deliver(
        _ input: BytePipe.Reader, _ key: ObjectKey, counting digest: StreamDigest,
        progress: @escaping @Sendable () async -> Void
    ) async -> [Delivery] {
        await withTaskGroup(of: (Int, Delivery).self) { group in
            for (index, lane) in lanes.enumerated() {
                group.addTask { (index, await put(lane, key)) }
            }
            await distribute(input, digest, progress)
            var ended: [(Int, Delivery)] = []
            for await delivery in group { ended.append(delivery) }
            return ended.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The put runs beside a guard that waits for the lane to be dropped, so that a put which is stuck inside a
    /// storage, and not in its next read, ends too.
    private func put(_ lane: Lane, _ key: ObjectKey) async -> Delivery {
        do {
            let stored = try await withThrowingTaskGroup(of: StoredObject?.self) { group in
                group.addTask(executorPreference: StageThread("deliver")) {
                    try await lane.storage.storage.put(lane.pipe.reader.stream, at: key, PutOptions())
                }
                group.addTask {
                    try await lane.pipe.writer.untilFailed()
                    return nil
                }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                throw LifeboatError(.interrupted, "interrupted")
            }
            return Delivery(storage: lane.storage, result: .success(stored))
        } catch {
            let failure = LifeboatError(wrapping: error)
            lane.pipe.reader.abandon(failure)
            return Delivery(storage: lane.storage, result: .failure(failure))
        }
    }

    private func distribute(
        _ input: BytePipe.Reader, _ digest: StreamDigest, _ progress: @Sendable () async -> Void
    ) async {
        var live = lanes
        do {
            while let block = try await input.next() {
                digest.update(block)
                var taken: [Lane] = []
                for lane in live where await hand(block, to: lane) { taken.append(lane) }
                live = taken
                if live.isEmpty {
                    input.abandon(LifeboatError(.failed, "every storage failed"))
                    return
                }
                await progress()
            }
            live.forEach { $0.pipe.writer.finish() }
        } catch {
            // The dump did not end well: no delivery may commit.
            live.forEach { $0.pipe.writer.fail(error) }
        }
    }

    /// Whether the lane took the block; if not, it has dropped out.
    private func hand(_ block: Block, to lane: Lane) async -> Bool {
        do {
            if try lane.pipe.writer.tryWrite(block) { return true }
            try await withTimeout(lane.storage.stallTimeout, clock: clock) { try await lane.pipe.writer.write(block) }
            return true
        } catch is TimeoutError {
            lane.pipe.writer.fail(
                LifeboatError(
                    .temporary,
                    "took no byte for \(DurationText.describe(lane.storage.stallTimeout)) and was left behind",
                    hint: "see whether it is reachable; `stall_timeout` sets how long to wait"))
            return false
        } catch {
            return false
        }
    }
}
