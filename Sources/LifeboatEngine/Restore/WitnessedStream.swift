import LifeboatCore
import Synchronization

/// A stream that remembers the error it ended with, so that whoever reads it cannot hide the cause behind its own
/// words.
final class WitnessedStream: Sendable {
    private let wrapped: ByteStream
    private let seen = Mutex<LifeboatError?>(nil)

    init(_ wrapped: ByteStream) {
        self.wrapped = wrapped
    }

    /// What the stream threw, if it did.
    var failure: LifeboatError? { seen.withLock { $0 } }

    var stream: ByteStream {
        ByteStream { [self] in
            do {
                return try await wrapped.next()
            } catch {
                let failure = LifeboatError(wrapping: error)
                seen.withLock { $0 = $0 ?? failure }
                throw failure
            }
        }
    }
}
