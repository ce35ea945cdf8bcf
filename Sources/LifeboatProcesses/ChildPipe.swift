import CShims
import Foundation
import LifeboatCore

/// A pipe between us and a child. Both ends close themselves on exec.
struct ChildPipe: Sendable {
    let readEnd: Descriptor
    let writeEnd: Descriptor

    /// - Parameter size: bytes that the kernel may hold; where it allows less (`pipe-max-size`, or the user's
    ///   share of pipe memory is used up) the pipe keeps its standard size and works as well, only slower.
    init(size: Int32? = nil) throws {
        var ends: [Int32] = [-1, -1]
        guard lifeboat_pipe(&ends) == 0 else { throw LifeboatError(errno: errno, "make", "a pipe") }
        readEnd = Descriptor(ends[0])
        writeEnd = Descriptor(ends[1])
        if let size { _ = lifeboat_set_pipe_size(ends[1], size) }
    }

    /// For our own end: a read or write that would wait returns EAGAIN, and ``Latch`` decides about waiting.
    static func setNonBlocking(_ descriptor: Descriptor) throws {
        guard lifeboat_set_nonblocking(descriptor.rawValue) == 0 else {
            throw LifeboatError(errno: errno, "prepare", "a pipe")
        }
    }
}
