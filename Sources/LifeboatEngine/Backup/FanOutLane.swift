import LifeboatCore
import Synchronization

/// One storage's part of a fan-out: the hand-off to it, and how much it has taken.
final class FanOutLane: Sendable {
    let storage: JobStorage
    let writer: BytePipe.Writer
    let reader: BytePipe.Reader
    private let taken = Atomic<Int>(0)
    private let failed = Atomic<Bool>(false)

    init(_ storage: JobStorage) {
        self.storage = storage
        (writer, reader) = BytePipe.make()
    }

    /// Grows with each block that the storage asks for, the end included.
    var requests: Int { taken.load(ordering: .relaxed) }

    /// What the storage reads.
    var stream: ByteStream {
        ByteStream { [self] in
            taken.add(1, ordering: .relaxed)
            return try await reader.next()
        }
    }

    /// The put has ended without an object.
    func fail(_ error: LifeboatError) {
        failed.store(true, ordering: .sequentiallyConsistent)
        reader.abandon(error)
    }

    var hasFailed: Bool { failed.load(ordering: .sequentiallyConsistent) }

    /// Why a storage that stands still is left behind.
    var stalled: LifeboatError {
        storage.stalled("took no byte for \(DurationText.describe(storage.stallTimeout)) and was left behind")
    }
}
