import LifeboatTesting
import Synchronization

/// The random numbers of a test's runs, the same in every run of the test.
final class SeededNumbers: Sendable {
    private let generator = Mutex(SeededGenerator(seed: 7))

    func next() -> UInt16 { generator.withLock { UInt16(truncatingIfNeeded: $0.next()) } }
}
