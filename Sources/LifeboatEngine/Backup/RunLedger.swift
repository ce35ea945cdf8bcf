import Synchronization

/// Keeps what a run has done so far, whatever way its sources are left.
///
/// A source that backs up everything and then cannot be left (a replica that does not resume) throws; what it had
/// done by then is still true.
final class RunLedger: Sendable {
    private let state = Mutex(RunProgress())

    var progress: RunProgress { state.withLock { $0 } }

    func update<Value: Sendable>(_ change: (inout RunProgress) -> Value) -> Value {
        state.withLock { change(&$0) }
    }
}
