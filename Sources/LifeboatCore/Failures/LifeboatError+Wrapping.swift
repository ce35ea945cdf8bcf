extension LifeboatError {
    /// Any error as one of ours. A cancelled task is an interruption; an unknown error keeps its own words.
    package init(wrapping error: any Error) {
        switch error {
        case let error as LifeboatError: self = error
        case is CancellationError: self.init(.interrupted, "interrupted")
        default: self.init(.failed, String(describing: error))
        }
    }
}

/// Runs `body` and names the place in whatever error it throws.
package func at<Value>(_ place: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch {
        throw LifeboatError(wrapping: error).at(place)
    }
}
