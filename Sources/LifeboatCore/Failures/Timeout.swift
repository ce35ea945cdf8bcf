/// Runs `body`, and cancels it when it takes longer than `limit`: then `failure` is thrown.
///
/// Each time that the limit is over and `hasMoved` says yes, it begins anew.
///
/// Returns only when `body` has ended; one that does not heed its cancellation is waited for.
package func withTimeout<Value: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, otherwise failure: LifeboatError,
    unless hasMoved: @escaping @Sendable () -> Bool = { false },
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: body)
        group.addTask {
            repeat { try await clock.sleep(for: limit) } while hasMoved()
            throw failure
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw failure }
        return value
    }
}
