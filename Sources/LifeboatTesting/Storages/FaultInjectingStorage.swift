package import LifeboatCore
import Synchronization

/// A storage that does wrong when it is told to, and otherwise what the one below does.
///
/// Each fault is met once, in the order in which they were given. A test ends with `unexercised.isEmpty`: a fault
/// that was never met proves nothing.
package final class FaultInjectingStorage<Wrapped: Storage>: Storage {
    private let wrapped: Wrapped
    private let faults: Mutex<[StorageFault]>
    private let stall = Stall()

    package init(_ wrapped: Wrapped, _ faults: [StorageFault] = []) {
        self.wrapped = wrapped
        self.faults = Mutex(faults)
    }

    package func inject(_ fault: StorageFault) { faults.withLock { $0.append(fault) } }

    /// The faults that nothing has met yet.
    package var unexercised: [StorageFault] { faults.withLock { $0 } }

    /// Whether somebody stands still just now, because a fault told it to.
    package var isStalling: Bool { stall.isOn }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        switch takeFault(.put, key) {
        case .failsAtOnce(let error): throw error
        case .failsAtCommit(let error):
            return try await wrapped.put(body.throwing(error, after: nil), at: key, options)
        case .failsAfter(let bytes, let error):
            return try await wrapped.put(body.throwing(error, after: bytes), at: key, options)
        case .failsAfterCommit(let error):
            _ = try await wrapped.put(body, at: key, options)
            throw error
        case .stalls(let bytes): return try await wrapped.put(body.stalling(stall, after: bytes), at: key, options)
        case .flipsBit(let offset): return try await wrapped.put(body.flippingBit(at: offset), at: key, options)
        case .truncates(let bytes): return try await wrapped.put(body.truncated(at: bytes), at: key, options)
        case nil: return try await wrapped.put(body, at: key, options)
        }
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        let fault = takeFault(.read, key)
        if case .failsAtOnce(let error) = fault { throw error }
        return try await wrapped.read(key, range: range) { stream in
            switch fault {
            case .failsAfter(let bytes, let error): try await consume(stream.throwing(error, after: bytes))
            case .failsAtCommit(let error), .failsAfterCommit(let error):
                try await consume(stream.throwing(error, after: nil))
            case .flipsBit(let offset): try await consume(stream.flippingBit(at: offset))
            case .truncates(let bytes): try await consume(stream.truncated(at: bytes))
            case .stalls(let bytes): try await consume(stream.stalling(stall, after: bytes))
            case .failsAtOnce, nil: try await consume(stream)
            }
        }
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        try await meet(.stat, key)
        return try await wrapped.stat(key)
    }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await meet(.list, prefix)
        try await wrapped.list(prefix: prefix, page)
    }

    package func delete(_ key: ObjectKey) async throws {
        try await meet(.delete, key)
        try await wrapped.delete(key)
    }

    private func takeFault(_ operation: StorageFault.Operation, _ key: ObjectKey) -> StorageFault.Kind? {
        faults.withLock { faults in
            faults.firstIndex { $0.aims(operation, key) }.map { faults.remove(at: $0).kind }
        }
    }

    /// For the operations without a body, where every fault is one that comes at once.
    private func meet(_ operation: StorageFault.Operation, _ key: ObjectKey) async throws {
        switch takeFault(operation, key) {
        case .failsAtOnce(let error), .failsAtCommit(let error), .failsAfterCommit(let error),
            .failsAfter(_, let error):
            throw error
        case .stalls: try await stall.untilCancelled()
        case .flipsBit, .truncates: throw LifeboatError(.corrupted, "\(operation.rawValue) cannot be damaged like that")
        case nil: return
        }
    }
}
