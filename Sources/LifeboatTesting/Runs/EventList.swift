package import LifeboatCore
import Synchronization

/// Keeps the events of a run.
package final class EventList: RunObserver {
    private let state = Mutex<[RunEvent]>([])
    private let onEvent: @Sendable (RunEvent) async -> Void

    /// - Parameter onEvent: called with each event, before the run goes on.
    package init(onEvent: @escaping @Sendable (RunEvent) async -> Void = { _ in }) {
        self.onEvent = onEvent
    }

    package var events: [RunEvent] { state.withLock { $0 } }

    package func observe(_ event: RunEvent) async {
        state.withLock { $0.append(event) }
        await onEvent(event)
    }

    package var warnings: [String] {
        events.compactMap { if case .warning(_, let error) = $0 { error.summary } else { nil } }
    }

    package var failedDeliveries: [LifeboatError] {
        events.compactMap { if case .deliveryFailed(_, _, _, _, let error) = $0 { error } else { nil } }
    }

    package var problems: [LifeboatError] {
        events.compactMap { if case .problem(_, let error) = $0 { error } else { nil } }
    }
}
