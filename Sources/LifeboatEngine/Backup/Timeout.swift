/// The time for something is over.
struct TimeoutError: Error {}

/// Runs `body`, and cancels it when it takes longer than `limit`.
func withTimeout(
    _ limit: Duration, clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await clock.sleep(for: limit)
            throw TimeoutError()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}
