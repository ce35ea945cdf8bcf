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
}
