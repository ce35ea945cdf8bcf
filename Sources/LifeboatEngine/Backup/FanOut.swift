import LifeboatCore
import LifeboatStreams

/// Hands one stream to several storages at once. The source is read once; every storage gets the same bytes.
///
/// A storage that fails drops out, the others go on. One that is slow slows the rest, within a few blocks of memory;
/// one that takes no byte for its stall timeout, or does not end its put for as long after the last one, drops out.
struct FanOut: Sendable {
    private let lanes: [FanOutLane]
    private let clock: any Clock<Duration>

    init(_ storages: [JobStorage], clock: any Clock<Duration>) {
        lanes = storages.map { FanOutLane($0) }
        self.clock = clock
    }

    /// Returns when every delivery has ended, in the order of the storages.
    ///
    /// - Parameters:
    ///   - commit: makes a stored object a backup, as soon as its own storage has all of it: a storage that hangs must
    ///     not keep the others from their receipts.
    ///   - progress: called after each block.
    func deliver(
        _ input: BytePipe.Reader, _ key: ObjectKey, counting digest: StreamDigest,
        commit: @escaping @Sendable (Delivery) async -> Delivery, progress: @escaping @Sendable () async -> Void
    ) async -> [Delivery] {
        await withTaskGroup(of: (Int, Delivery).self) { group in
            for (index, lane) in lanes.enumerated() {
                group.addTask {
                    let delivery = await put(lane, key)
                    if delivery.succeeded { return (index, await commit(delivery)) }
                    // The dump may be silent just now: it must not go on for nobody.
                    if lanes.allSatisfy(\.hasFailed) { input.abandon(TargetBackup.everyStorageFailed) }
                    return (index, delivery)
                }
            }
            await distribute(input, digest, progress)
            var ended: [(Int, Delivery)] = []
            for await delivery in group { ended.append(delivery) }
            return ended.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func put(_ lane: FanOutLane, _ key: ObjectKey) async -> Delivery {
        do {
            let stored = try await Stage.run(
                onThread: "deliver", whileSound: lane.writer, thenWatching: { try await watchTheRest(of: lane) }
            ) {
                try await lane.storage.storage.put(lane.stream, at: key, PutOptions())
            }
            return Delivery(storage: lane.storage, result: .success(stored), isStored: true)
        } catch {
            let failure = LifeboatError(wrapping: error)
            lane.fail(failure)
            return Delivery(storage: lane.storage, result: .failure(failure))
        }
    }

    /// When all is handed over nobody waits for the storage any more: one that stands still with the last blocks in
    /// its hands, or in its commit, is noticed here.
    private func watchTheRest(of lane: FanOutLane) async throws {
        var requests = lane.requests
        while !Task.isCancelled {
            try await clock.sleep(for: lane.storage.stallTimeout)
            guard lane.requests != requests else { throw lane.stalled }
            requests = lane.requests
        }
    }

    private func distribute(
        _ input: BytePipe.Reader, _ digest: StreamDigest, _ progress: @Sendable () async -> Void
    ) async {
        var live = lanes
        do {
            while let block = try await input.next() {
                digest.update(block)
                var taken: [FanOutLane] = []
                for lane in live where await hand(block, to: lane) { taken.append(lane) }
                live = taken
                if live.isEmpty {
                    input.abandon(TargetBackup.everyStorageFailed)
                    return
                }
                await progress()
            }
            live.forEach { $0.writer.finish() }
        } catch {
            // The dump did not end well: no delivery may commit.
            live.forEach { $0.writer.fail(error) }
        }
    }

    /// Whether the lane took the block; if not, it has dropped out.
    private func hand(_ block: Block, to lane: FanOutLane) async -> Bool {
        do {
            if try lane.writer.tryWrite(block) { return true }
            try await withTimeout(lane.storage.stallTimeout, clock: clock, otherwise: lane.stalled) {
                try await lane.writer.write(block)
            }
            return true
        } catch {
            lane.writer.fail(error)
            return false
        }
    }
}
