import LifeboatCore
import Synchronization

extension ByteStream {
    /// The same bytes. Tells of each block how many there have been with it, and at once that there were none yet.
    func telling(
        _ progress: @escaping @Sendable (ReadingProgress) -> Void, _ step: ReadingProgress.Step, of total: Int64
    ) -> ByteStream {
        progress(ReadingProgress(step: step, bytes: 0, total: total))
        let passed = Mutex<Int64>(0)
        return ByteStream {
            guard let block = try await self.next() else { return nil }
            let bytes = passed.withLock { passed in
                passed += Int64(block.count)
                return passed
            }
            progress(ReadingProgress(step: step, bytes: bytes, total: total))
            return block
        }
    }
}
