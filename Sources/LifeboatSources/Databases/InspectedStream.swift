import LifeboatCore
import Synchronization

/// A dump on its way back, with an inspector reading along: it ends only when the inspector has found it whole.
final class InspectedStream<Inspector: DumpInspector>: Sendable {
    private struct State {
        var inspector: Inspector
        var evidence: Evidence?
    }

    private let input: ByteStream
    private let state: Mutex<State>

    init(_ inspector: Inspector, input: ByteStream) {
        self.input = input
        state = Mutex(State(inspector: inspector))
    }

    var stream: ByteStream { ByteStream { try await self.next() } }

    /// What was counted; empty before the end of the stream.
    var evidence: Evidence { state.withLock { $0.evidence } ?? Evidence() }

    private func next() async throws -> Block? {
        guard let block = try await input.next() else {
            try state.withLock { state in
                if state.evidence == nil { state.evidence = try state.inspector.finish() }
            }
            return nil
        }
        try state.withLock { state in try block.withUnsafeBytes { try state.inspector.inspect($0) } }
        return block
    }
}
