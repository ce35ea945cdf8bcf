import LifeboatCore
import LifeboatEngine
import LifeboatTesting
import Testing

/// Expects that `body` throws an ``UnreadableCopy`` whose reason is of this kind, and returns the reason.
@discardableResult
func expectUnreadableCopy(
    _ kind: LifeboatError.Kind, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> LifeboatError? {
    await expectLifeboatError(kind, comment, sourceLocation: sourceLocation) {
        do {
            try await body()
        } catch let copy as UnreadableCopy {
            throw copy.reason
        } catch {
            Issue.record("the fault is not the copy's: \(error)", sourceLocation: sourceLocation)
        }
    }
}
