import LifeboatCore

/// A stage of the data path, run to its end.
enum Stage {
    /// Runs `body`, then closes its output: complete if it returned, failed if it threw. So an end of data is never
    /// mistaken for success, nor a failure for the end of data.
    static func run<Value: Sendable>(
        _ output: BytePipe.Writer, _ body: @Sendable () async throws -> Value
    ) async -> Result<Value, LifeboatError> {
        do {
            let value = try await body()
            try Task.checkCancellation()
            output.finish()
            return .success(value)
        } catch {
            output.fail(error)
            return .failure(LifeboatError(wrapping: error))
        }
    }

    /// Runs `body`, and cancels it when the pipe that it works on fails, from either side. A body that is stuck
    /// elsewhere (a silent dump, a storage that does not answer) would not notice by itself.
    ///
    /// - Parameters:
    ///   - name: a thread of its own for `body`; `nil` where it makes its own.
    ///   - watch: runs when the pipe has ended well and `body` has not; cancels it by throwing.
    static func run<Value: Sendable>(
        onThread name: String?, whileSound pipe: BytePipe.Writer,
        thenWatching watch: @escaping @Sendable () async throws -> Void = {},
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask(executorPreference: name.map { StageThread($0) }, operation: body)
            group.addTask {
                try await pipe.untilFailed()
                try await watch()
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let value = result { return value }
            }
            throw LifeboatError(.interrupted, "interrupted")
        }
    }
}
