package import LifeboatCore
import Synchronization

/// Writes down every operation, and from one of them on fails them all, as a machine does that is cut off.
package final class StepStorage<Wrapped: Storage>: Storage {
    package enum Cut: Sendable {
        /// The first operation that fails does nothing.
        case before
        /// It does its work, and only the answer is lost.
        case after
    }

    private struct State {
        var log: [String] = []
        var failsFrom: Int
        var cut: Cut
    }

    package let wrapped: Wrapped
    private let state: Mutex<State>

    /// - Parameter failsFrom: the number of the first operation that fails, from 0.
    package init(_ wrapped: Wrapped, failsFrom: Int = .max, _ cut: Cut = .before) {
        self.wrapped = wrapped
        state = Mutex(State(failsFrom: failsFrom, cut: cut))
    }

    /// `put a/b/c`, in the order in which they began.
    package var log: [String] { state.withLock { $0.log } }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await step("put \(key)") { try await wrapped.put(body, at: key, options) }
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await step("read \(key)") { try await wrapped.read(key, range: range, consume) }
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        try await step("stat \(key)") { try await wrapped.stat(key) }
    }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await step("list \(prefix)") { try await wrapped.list(prefix: prefix, page) }
    }

    package func delete(_ key: ObjectKey) async throws {
        try await step("delete \(key)") { try await wrapped.delete(key) }
    }

    private func step<Value>(_ operation: String, _ body: () async throws -> Value) async throws -> Value {
        let (number, failsFrom, cut) = state.withLock { state in
            state.log.append(operation)
            return (state.log.count - 1, state.failsFrom, state.cut)
        }
        let failure = LifeboatError(.temporary, "cut off")
        if number > failsFrom || number == failsFrom && cut == .before { throw failure }
        let value = try await body()
        if number == failsFrom { throw failure }
        return value
    }
}
