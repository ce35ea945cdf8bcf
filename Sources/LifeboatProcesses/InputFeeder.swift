import Foundation
import LifeboatCore

/// Writes a stream to a child's stdin.
struct InputFeeder: Sendable {
    let descriptor: Descriptor
    let giveUp: Latch

    /// Returns whether the child took everything. It may close its end early: whether that is right, its exit status
    /// says. Leaves the descriptor open: closing it means "that was all", and only the caller knows whether it was.
    func feed(_ stream: ByteStream) async throws -> Bool {
        Self.blockBrokenPipeSignal()
        while let block = try await stream.next() {
            var offset = 0
            while offset < block.count {
                let count = block.withUnsafeBytes {
                    write(descriptor.rawValue, $0.baseAddress.map { $0 + offset }, $0.count - offset)
                }
                if count >= 0 {
                    offset += count
                    continue
                }
                switch errno {
                case EINTR: continue
                case EPIPE: return false
                case EAGAIN:
                    if case .tripped = giveUp.wait(for: descriptor, POLLOUT) { return false }
                default: throw LifeboatError(errno: errno, "write", "the program's input")
                }
            }
        }
        return true
    }

    /// A reader that went away is an answer (EPIPE), not a reason to die. For this thread only, which is ours.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
