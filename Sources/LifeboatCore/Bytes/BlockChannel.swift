import Synchronization

/// The state behind ``BytePipe``: a queue; at most one waiting producer, one waiting consumer, one waiting watcher.
final class BlockChannel: Sendable {
    enum End {
        case complete
        case failed(LifeboatError)
    }

    private typealias Waiter = CheckedContinuation<Void, Never>

    private struct State {
        var queue: [Block] = []
        var end: End?
        var abandoned: LifeboatError?
        var waitingSender: Waiter?
        var waitingReceiver: Waiter?
        var waitingForFailure: Waiter?
    }

    private enum Step<Value> {
        case done(Value)
        case wait
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        precondition(capacity > 0, "a hand-off of capacity 0 would serialise its two sides")
        self.capacity = capacity
    }

    /// Whether there was room for the block.
    func trySend(_ block: Block) throws -> Bool {
        let (sent, wake) = try state.withLock { state -> (Bool, Waiter?) in
            if let error = state.abandoned { throw error }
            if case .failed(let error) = state.end { throw error }
            guard state.end == nil else { throw LifeboatError(.failed, "a block was written after the end") }
            guard state.queue.count < capacity else { return (false, nil) }
            state.queue.append(block)
            return (true, Self.take(&state.waitingReceiver))
        }
        wake?.resume()
        return sent
    }

    func send(_ block: Block) async throws {
        while true {
            try Task.checkCancellation()
            if try trySend(block) { return }
            await wait(at: \.waitingSender) { $0.queue.count >= self.capacity && $0.abandoned == nil && $0.end == nil }
        }
    }

    func receive() async throws -> Block? {
        while true {
            try Task.checkCancellation()
            let (step, wake) = try state.withLock { state -> (Step<Block?>, Waiter?) in
                if case .failed(let error) = state.end { throw error }
                if let error = state.abandoned { throw error }
                if !state.queue.isEmpty {
                    return (.done(state.queue.removeFirst()), Self.take(&state.waitingSender))
                }
                return (state.end == nil ? .wait : .done(nil), nil)
            }
            wake?.resume()
            if case .done(let block) = step { return block }
            await wait(at: \.waitingReceiver) { $0.queue.isEmpty && $0.abandoned == nil && $0.end == nil }
        }
    }

    func untilFailed() async throws {
        while !Task.isCancelled {
            let ended = try state.withLock { state -> Bool in
                if case .failed(let error) = state.end { throw error }
                if let error = state.abandoned { throw error }
                return state.end != nil
            }
            if ended { return }
            await wait(at: \.waitingForFailure) { $0.abandoned == nil && $0.end == nil }
        }
    }

    /// The first end counts.
    func close(_ end: End) {
        wakeAll { state in
            if state.end == nil { state.end = end }
            if case .failed = state.end { state.queue.removeAll() }
        }
    }

    func abandon(_ error: LifeboatError) {
        wakeAll { state in
            if state.abandoned == nil { state.abandoned = error }
            state.queue.removeAll()
        }
    }

    /// Suspends until the other side or a cancellation wakes it, unless the reason to wait is already gone.
    private func wait(
        at slot: any WritableKeyPath<State, Waiter?> & Sendable, while mustWait: @escaping @Sendable (State) -> Bool
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goOn = state.withLock { state -> Bool in
                    guard mustWait(state), !Task.isCancelled else { return true }
                    // A second waiter in one place would be forgotten and hang for ever.
                    precondition(state[keyPath: slot] == nil, "two tasks wait at the same end of a pipe")
                    state[keyPath: slot] = continuation
                    return false
                }
                if goOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { Self.take(&$0[keyPath: slot]) }?.resume()
        }
    }

    private func wakeAll(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            return [
                Self.take(&state.waitingSender), Self.take(&state.waitingReceiver), Self.take(&state.waitingForFailure),
            ]
        }
        for case let waiter? in waiters { waiter.resume() }
    }

    private static func take(_ waiter: inout Waiter?) -> Waiter? {
        defer { waiter = nil }
        return waiter
    }
}
