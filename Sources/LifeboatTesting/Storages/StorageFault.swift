package import LifeboatCore

/// One thing that goes wrong, once, at the next call of its operation whose key lies at or below `key`.
package struct StorageFault: Sendable, Equatable {
    package enum Operation: String, Sendable {
        case put, read, stat, list, delete
    }

    package enum Kind: Sendable, Equatable {
        /// The operation throws before it does anything.
        case failsAtOnce(LifeboatError)
        /// `put`: throws after it took so many bytes. `read`: the stream throws after it gave so many.
        case failsAfter(bytes: Int64, LifeboatError)
        /// `put`: takes the whole body, then throws instead of committing.
        case failsAtCommit(LifeboatError)
        /// `put`: commits, then throws: the answer got lost on its way.
        case failsAfterCommit(LifeboatError)
        /// `put`, `read`: one bit of the byte at this offset is the wrong way round, and nobody says so.
        case flipsBit(at: Int64)
        /// `put`, `read`: the stream ends, as if all were well, after so many bytes.
        case truncates(at: Int64)
        /// Waits, after so many bytes of a `put` or a `read`, until the task is cancelled.
        case stalls(afterBytes: Int64)
    }

    package var operation: Operation
    package var key: ObjectKey
    package var kind: Kind

    /// - Parameter key: what the fault aims at; the root meets the next call of any.
    package init(_ operation: Operation, _ kind: Kind, at key: ObjectKey = .root) {
        self.operation = operation
        self.key = key
        self.kind = kind
    }

    /// The volume fills up after so many bytes.
    package static func fullDisk(afterBytes bytes: Int64, at key: ObjectKey = .root) -> StorageFault {
        StorageFault(
            .put, .failsAfter(bytes: bytes, LifeboatError(.noSpace, "cannot write: the volume is full")), at: key)
    }

    func aims(_ operation: Operation, _ key: ObjectKey) -> Bool {
        self.operation == operation && (key == self.key || key.isBelow(self.key))
    }
}
