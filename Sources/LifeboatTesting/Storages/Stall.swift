import LifeboatCore
import Synchronization

/// Hangs as a server that does not answer, and says whether somebody hangs in it.
final class Stall: Sendable {
    private let waiting = Atomic<Int>(0)

    var isOn: Bool { waiting.load(ordering: .sequentiallyConsistent) > 0 }

    /// Only cancellation ends it.
    func untilCancelled() async throws {
        let (writer, reader) = BytePipe.make()
        defer { writer.finish() }
        waiting.add(1, ordering: .sequentiallyConsistent)
        defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
        _ = try await reader.next()
    }
}
