import LifeboatCore
import Synchronization

/// Some bytes that are given out once.
final class BlockOnce: Sendable {
    private let bytes: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) {
        self.bytes = Mutex(bytes)
    }

    func take() -> Block? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes.map { Block($0) }
        }
    }
}
