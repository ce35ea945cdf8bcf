import CShims
import Foundation
import LifeboatCore

/// A file that a tool has made, read to its end.
final class StagedFile: Sendable {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = lifeboat_open(path, O_RDONLY | O_NOFOLLOW, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
    }

    deinit {
        close(descriptor)
    }

    /// From the beginning; to be taken once.
    func stream(_ pool: BlockPool) -> ByteStream { ByteStream { try self.next(pool) } }

    private func next(_ pool: BlockPool) throws -> Block? {
        let block = pool.block()
        while true {
            var failure: Int32 = 0
            let count = block.fill { rest in
                let count = read(descriptor, rest.baseAddress, rest.count)
                if count < 0 { failure = errno }
                return max(0, count)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw LifeboatError(errno: failure, "read", path) }
            return count == 0 ? nil : block.freeze()
        }
    }
}
