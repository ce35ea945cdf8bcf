import Dispatch
import LifeboatCore
import Synchronization

/// Lets synchronous code pull from an asynchronous stream: libarchive asks for bytes by a callback that cannot wait
/// in Swift's sense, and blocking a thread of the cooperative pool could stop the whole program.
///
/// So the taker has a thread of its own (``StageThread``), which ``take()`` blocks; the feeder is an ordinary task,
/// which ``put(_:)`` suspends. Each side ends when the other does: by the end, by an error, or by cancellation.
final class BlockHandOff: Sendable {
    private struct State {
        var queue: [Block] = []
        /// Set once: how the stream ended.
        var end: Result<Void, LifeboatError>?
        /// Set once: nobody takes any more.
        var abandoned = false
        var waitingFeeder: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let state = Mutex(State())
    /// Signalled once for each block and once for the end.
    private let filled = DispatchSemaphore(value: 0)

    init(capacity: Int = BytePipe.standardCapacity) {
        self.capacity = capacity
    }

    // MARK: - The feeder

    /// Pulls the stream to its proven end. Returns early when nobody takes any more; throws what the stream throws.
    func feed(from stream: ByteStream) async throws {
        do {
            while let block = try await stream.next() {
                guard await put(block) else { return }
                try Task.checkCancellation()
            }
            end(.success(()))
        } catch {
            end(.failure(LifeboatError(wrapping: error)))
            throw error
        }
    }

    /// - Returns: whether somebody will take it.
    private func put(_ block: Block) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goOn = state.withLock { state -> Bool in
                    if state.abandoned { return true }
                    state.queue.append(block)
                    filled.signal()
                    guard state.queue.count >= capacity, !Task.isCancelled else { return true }
                    state.waitingFeeder = continuation
                    return false
                }
                if goOn { continuation.resume() }
            }
        } onCancel: {
            takeWaiter()?.resume()
        }
        return state.withLock { !$0.abandoned }
    }

    private func end(_ end: Result<Void, LifeboatError>) {
        state.withLock { $0.end = $0.end ?? end }
        filled.signal()
    }

    // MARK: - The taker

    /// The next block; `nil` at the stream's proven end. Blocks the calling thread.
    func take() throws -> Block? {
        filled.wait()
        let (block, end, feeder) = state.withLock { state in
            let block = state.queue.isEmpty ? nil : state.queue.removeFirst()
            defer { state.waitingFeeder = nil }
            return (block, state.end, state.waitingFeeder)
        }
        feeder?.resume()
        if let block { return block }
        // The end stays the end, however often it is asked for.
        filled.signal()
        try end?.get()
        return nil
    }

    /// Says that nothing more will be taken.
    func abandon() {
        state.withLock { state in
            state.abandoned = true
            state.queue.removeAll()
        }
        takeWaiter()?.resume()
    }

    private func takeWaiter() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            defer { state.waitingFeeder = nil }
            return state.waitingFeeder
        }
    }
}
