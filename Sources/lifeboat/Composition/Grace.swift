import Foundation

/// Work that a signal does not end at once, as it ends everything else: but soon.
///
/// Kubernetes kills what is still there 30 seconds after its signal, so all of these together have to be shorter, with the
/// children that are ended before.
enum Grace {
    /// For the record of an interrupted run.
    static let record = Duration.seconds(5)
    /// For asking the storages what there is now.
    static let asking = Duration.seconds(3)
    /// For telling people.
    static let telling = Duration.seconds(8)

    /// Runs `body`. When our own task is cancelled, before or meanwhile, `body` is so after `grace`.
    static func after<Value: Sendable>(
        _ grace: Duration, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        let work = Task { await body() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await ContinuousClock().sleep(for: grace)
                work.cancel()
            }
        }
    }
}
