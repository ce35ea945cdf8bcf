import Foundation
import LifeboatCore

/// A one-way switch that wakes threads which wait for a descriptor: they wait for the latch as well.
final class Latch: Sendable {
    enum Wake {
        /// The descriptor has something: bytes, room, its end.
        case ready
        case tripped
        case timedOut
    }

    private let pipe: ChildPipe

    init() throws {
        pipe = try ChildPipe()
    }

    func trip() { pipe.writeEnd.close() }

    var isTripped: Bool {
        var polled = pollfd(fd: pipe.readEnd.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 1
    }

    /// Waits until `descriptor` is ready for `events` (`POLLIN`, `POLLOUT`), or the latch is tripped. Data that is
    /// there already wins.
    ///
    /// - Parameter milliseconds: how long at most; -1 is for ever.
    func wait(for descriptor: Descriptor, _ events: Int32, milliseconds: Int32 = -1) -> Wake {
        var polled = [
            pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0),
            pollfd(fd: pipe.readEnd.rawValue, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&polled, 2, milliseconds)
            if count == 0 { return .timedOut }
            if count < 0 {
                // Only EINTR can happen with two valid descriptors; a signal handler ran, so wait again.
                continue
            }
            return polled[0].revents != 0 ? .ready : .tripped
        }
    }
}
