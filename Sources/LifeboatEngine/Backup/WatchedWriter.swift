import LifeboatCore
import Synchronization

/// Where a dump writes to, and whether it still does.
final class WatchedWriter: ByteWriter {
    private struct State {
        var hasWritten = false
        var isWaiting = false
    }

    private let output: BytePipe.Writer
    private let state = Mutex(State())

    init(_ output: BytePipe.Writer) {
        self.output = output
    }

    func write(_ block: Block) async throws {
        state.withLock { $0.isWaiting = true }
        defer { state.withLock { $0 = State(hasWritten: true) } }
        try await output.write(block)
    }

    /// Whether a block was written since this was asked before, or waits to be taken: then the storages are slow, and the
    /// dump is not to blame.
    func hasMoved() -> Bool {
        state.withLock { state in
            defer { state.hasWritten = false }
            return state.hasWritten || state.isWaiting
        }
    }
}
