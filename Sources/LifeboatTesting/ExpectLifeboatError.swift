package import LifeboatCore
package import Testing

/// Expects that `body` throws a ``LifeboatError`` of this kind, and returns it for a closer look at its words.
@discardableResult
package func expectLifeboatError(
    _ kind: LifeboatError.Kind, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> LifeboatError? {
    do {
        try await body()
        Issue.record(comment ?? "nothing was thrown, expected \(kind.rawValue)", sourceLocation: sourceLocation)
    } catch let error as LifeboatError {
        #expect(error.kind == kind, "\(error.summary)", sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record("expected a LifeboatError of kind \(kind.rawValue), got \(error)", sourceLocation: sourceLocation)
    }
    return nil
}
