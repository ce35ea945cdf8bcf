extension Waiting {
    /// Runs `body` even when our own task is cancelled, but no longer than ``cleanUpLimit``.
    package func cleanUp(_ body: @escaping @Sendable () async -> Void) async {
        await Task {
            await withTaskGroup { group in
                group.addTask { await body() }
                if let cleanUpLimit { group.addTask { try? await sleep(cleanUpLimit) } }
                await group.next()
                group.cancelAll()
            }
        }.value
    }
}
