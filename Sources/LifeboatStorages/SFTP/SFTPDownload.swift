import LifeboatCore
import Synchronization

/// Reads one part of an open file with several READs on their way, and knows how many bytes there must be.
///
/// A stream may outlive the scope that it was made for; then it throws, and never reads by a handle that meanwhile
/// belongs to another file.
final class SFTPDownload: Sendable {
    private struct Piece: Sendable {
        var offset: Int64
        var count: Int
        var reply: SFTPReply<SFTPAnswer>
    }

    private struct State {
        var pieces: [Piece] = []
        var asked: Int64
        var inFlight = 0
        var isClosed = false
    }

    private let connection: SFTPConnection
    private let handle: SFTPRequest.Handle
    private let place: String
    private let end: Int64
    private let chunk: Int
    /// Bytes asked for and not yet given out.
    private let window: Int
    private let state: Mutex<State>

    /// - Parameter part: lies within the file as it was when it was opened.
    init(_ connection: SFTPConnection, _ handle: SFTPRequest.Handle, place: String, part: Range<Int64>, chunk: Int) {
        self.connection = connection
        self.handle = handle
        self.place = place
        self.chunk = chunk
        window = connection.route.habits.window
        end = part.upperBound
        state = Mutex(State(asked: part.lowerBound))
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if wasOpen { _ = connection.send(.close(handle)) }
    }

    private func next() async throws -> Block? {
        try Task.checkCancellation()
        guard let piece = try state.withLock({ try takeFirst(&$0) }) else { return nil }
        let block: Block
        switch try await piece.reply.value() {
        case .data(let data): block = data
        case .status(let status):
            guard status.code == .endOfFile else { throw connection.route.error(status, "read", place) }
            throw shortened(at: piece.offset)
        default: throw SFTPConnection.unexpected
        }
        guard block.count > 0, block.count <= piece.count else { throw shortened(at: piece.offset) }
        try state.withLock { state in
            state.inFlight -= piece.count
            guard block.count < piece.count else { return }
            // Servers may give less than asked for: the rest comes before everything else.
            try requireOpen(state)
            let rest = ask(piece.offset + Int64(block.count), piece.count - block.count, &state)
            state.pieces.insert(rest, at: 0)
        }
        return block
    }

    private func takeFirst(_ state: inout State) throws -> Piece? {
        try requireOpen(state)
        while state.asked < end, state.inFlight < window {
            let piece = ask(state.asked, Int(min(Int64(chunk), end - state.asked)), &state)
            state.pieces.append(piece)
            state.asked += Int64(piece.count)
        }
        return state.pieces.isEmpty ? nil : state.pieces.removeFirst()
    }

    private func ask(_ offset: Int64, _ count: Int, _ state: inout State) -> Piece {
        state.inFlight += count
        let reply = connection.send(.read(handle, offset: UInt64(offset), count: count))
        return Piece(offset: offset, count: count, reply: reply)
    }

    private func requireOpen(_ state: State) throws {
        if state.isClosed { throw LifeboatError(.failed, "\(place) is read after it was closed") }
    }

    private func shortened(at offset: Int64) -> LifeboatError {
        LifeboatError(
            .corrupted, "\(place) became shorter while it was read",
            why: "\(end - offset) bytes are missing at offset \(offset)")
    }

    deinit {
        close()
    }
}
