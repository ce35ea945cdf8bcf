import LifeboatCore
import Synchronization

/// Takes so many blocks, then throws.
final class FailingWriter: ByteWriter {
    private let rest: Mutex<Int>
    private let error: LifeboatError

    init(after count: Int, _ error: LifeboatError) {
        rest = Mutex(count)
        self.error = error
    }

    func write(_ block: Block) async throws {
        let goOn = rest.withLock { rest in
            rest -= 1
            return rest >= 0
        }
        if !goOn { throw error }
    }
}
