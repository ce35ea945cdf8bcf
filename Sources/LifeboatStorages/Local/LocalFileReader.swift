import Foundation
import LifeboatCore
import Synchronization

/// Reads one part of an open file, block by block, and knows how many bytes there must be.
///
/// A stream may outlive the scope that it was made for; then it throws, and never reads a descriptor that meanwhile
/// belongs to another file.
final class LocalFileReader: Sendable {
    private struct State {
        var descriptor: Int32?
        var offset: Int64
        var remaining: Int64
    }

    private let path: String
    private let pool: BlockPool
    private let state: Mutex<State>

    /// - Parameter part: lies within the file as it was when it was opened.
    init(_ descriptor: Int32, path: String, part: Range<Int64>, pool: BlockPool) {
        self.path = path
        self.pool = pool
        state = Mutex(
            State(descriptor: descriptor, offset: part.lowerBound, remaining: part.upperBound - part.lowerBound))
    }

    var stream: ByteStream { ByteStream { try self.next() } }

    func close() {
        state.withLock { state in
            if let descriptor = state.descriptor { Foundation.close(descriptor) }
            state.descriptor = nil
        }
    }

    private func next() throws -> Block? {
        try Task.checkCancellation()
        return try state.withLock { state in
            guard let descriptor = state.descriptor else {
                throw LifeboatError(.failed, "\(path) is read after it was closed")
            }
            guard state.remaining > 0 else { return nil }
            let block = pool.block()
            while state.remaining > 0, !block.isFull {
                let count = try block.fill { rest in
                    let wanted = Int(min(Int64(rest.count), state.remaining))
                    return try read(descriptor, into: rest, count: wanted, at: state.offset)
                }
                guard count > 0 else {
                    throw LifeboatError(
                        .corrupted, "\(path) became shorter while it was read",
                        why: "\(state.remaining) bytes are missing at offset \(state.offset)")
                }
                state.offset += Int64(count)
                state.remaining -= Int64(count)
            }
            return block.freeze()
        }
    }

    private func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, count: Int, at offset: Int64
    ) throws -> Int {
        while true {
            let result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            if result >= 0 { return result }
            if errno != EINTR { throw LifeboatError(errno: errno, "read", path) }
        }
    }

    deinit {
        close()
    }
}
