import LifeboatCore
import Synchronization

/// The requests that are on their way, and their answers: any number at a time, told apart by id.
///
/// What is sent waits in a queue without a bound of its own: whoever sends much bounds how many answers it waits for.
final class SFTPExchange: Sendable {
    private struct State {
        var nextID: UInt32 = 1
        var waiting: [UInt32: SFTPReply<SFTPAnswer>] = [:]
        /// Those of them that are quick, and the greeting.
        var quick: Set<UInt32> = [limitsID]
        var failure: LifeboatError?
        /// Of a server whose limits are being asked for.
        var greeting: SFTPFeatures?
    }

    /// The request for the limits, before anybody else's.
    private static let limitsID: UInt32 = 0

    /// What the server offers; resolved when the connection is ready for requests.
    let features = SFTPReply<SFTPFeatures>()

    private let outgoing: BytePipe.Writer
    private let state = Mutex(State())

    init(_ outgoing: BytePipe.Writer) throws {
        self.outgoing = outgoing
        _ = try outgoing.tryWrite(Block(SFTPRequest.hello))
    }

    var failure: LifeboatError? { state.withLock(\.failure) }

    /// Sends a request, without waiting. `data` belongs to a write.
    func send(_ request: SFTPRequest, _ data: Block? = nil) -> SFTPReply<SFTPAnswer> {
        let reply = SFTPReply<SFTPAnswer>()
        let failure = state.withLock { state -> LifeboatError? in
            if let failure = state.failure { return failure }
            let id = state.nextID
            state.nextID = id == .max ? 1 : id + 1
            state.waiting[id] = reply
            if request.isQuick { state.quick.insert(id) }
            // Under the lock, so that nothing gets between a packet and its data. When it cannot be sent, the program is
            // about to end, and `fail` says in a moment why.
            _ = try? outgoing.tryWrite(Block(request.packet(id: id)))
            if let data { _ = try? outgoing.tryWrite(data) }
            return nil
        }
        if let failure { reply.resolve(.failure(failure)) }
        return reply
    }

    func receive(_ message: SFTPMessage) throws {
        switch message {
        case .version(let features):
            guard features.offers(.limits) else {
                isReady(features)
                return
            }
            state.withLock { $0.greeting = features }
            _ = try outgoing.tryWrite(Block(SFTPRequest.limits.packet(id: Self.limitsID)))
        case .answer(Self.limitsID, let answer):
            guard var features = state.withLock({ $0.greeting }) else { return }
            if case .extended(let bytes) = answer {
                var decoder = SFTPDecoder(bytes)
                try features.take(limits: &decoder)
            }
            isReady(features)
        case .answer(let id, let answer):
            let reply = state.withLock { state in
                state.quick.remove(id)
                return state.waiting.removeValue(forKey: id)
            }
            guard let reply else {
                throw LifeboatError(.failed, "the SFTP server answered a question that was not asked")
            }
            reply.resolve(.success(answer))
        }
    }

    private func isReady(_ features: SFTPFeatures) {
        state.withLock { _ = $0.quick.remove(Self.limitsID) }
        self.features.resolve(.success(features))
    }

    /// Throws when an answer has been due for longer than `patience`; it may be twice as long.
    func silence(_ patience: Duration, _ waiting: Waiting) async throws -> Never {
        var due: Set<UInt32> = []
        while true {
            try await waiting.sleep(patience)
            let quick = state.withLock(\.quick)
            guard due.isDisjoint(with: quick) else {
                let time = DurationText.describe(patience)
                throw LifeboatError(
                    .temporary, "no answer for \(time)", hint: "see whether the server is reachable and does its work")
            }
            due = quick
        }
    }

    /// Ends everything that still waits, and whatever comes.
    func fail(_ error: LifeboatError) {
        let waiting = state.withLock { state -> [SFTPReply<SFTPAnswer>] in
            if state.failure == nil { state.failure = error }
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        features.resolve(.failure(error))
        for reply in waiting { reply.resolve(.failure(error)) }
        finish()
    }

    /// Nothing more will be asked: the server ends when it has answered everything.
    func finish() { outgoing.finish() }
}
