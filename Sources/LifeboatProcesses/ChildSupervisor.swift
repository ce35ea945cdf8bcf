import CShims
import Foundation
import LifeboatCore

/// Decides when a child's life is over: waits for its exit and for the end of its streams, and ends its whole group
/// when that was asked for or the child failed. Runs on a thread of its own; others tell it what happened.
final class ChildSupervisor: Sendable {
    private enum Event: UInt8 {
        case succeeded, failed, streamsDone, endRequested
    }

    /// How long SIGKILL may take: a busy machine needs its time, but what hangs in the kernel nobody can end.
    private static let dying = Duration.seconds(10)

    /// Tripped when nobody waits for the child's stdin and stdout any more: whoever still holds them is given up.
    let streams: Latch
    /// Tripped when stderr need not be waited for any longer; what it holds by then is still read.
    let lastWords: Latch

    private let events: ChildPipe
    private let group: ProcessGroup
    private let gracePeriod: Duration

    init(group: ProcessGroup, gracePeriod: Duration) throws {
        self.group = group
        self.gracePeriod = gracePeriod
        streams = try Latch()
        lastWords = try Latch()
        events = try ChildPipe()
    }

    /// The child's stdout is at its end, and its stdin needs no more.
    func streamsAreDone() { tell(.streamsDone) }

    /// The child is not wanted any longer.
    func requestEnd() { tell(.endRequested) }

    /// Blocks until the child exits and says whether with status 0. Does not reap it: that is left to the one who
    /// started it, and until then nobody else can be given its number.
    func waitForExit() -> Bool {
        let succeeded = lifeboat_wait_for_exit(group.leader) == 1
        tell(succeeded ? .succeeded : .failed)
        return succeeded
    }

    /// Blocks until the child has exited and its streams are done, by themselves or by force. After force, nothing
    /// of its group is left.
    func supervise() {
        var exited = false
        var streamsDone = false
        var killed: ContinuousClock.Instant?
        var deadline: ContinuousClock.Instant?
        func end() {
            guard deadline == nil else { return }
            group.send(SIGTERM)
            deadline = .now + gracePeriod
        }
        while true {
            let isOver = exited && streamsDone
            if isOver, deadline == nil || !group.hasLivingMembers { break }
            if isOver, let killed, killed + Self.dying <= .now { break }
            // Of the end of others in the group nobody tells us: look again soon.
            let event = next(until: killed == nil ? deadline : nil, atMost: isOver ? 20 : nil)
            switch event {
            case .succeeded: exited = true
            case .failed:
                exited = true
                // What it started may hold the pipes for ever, and nothing that it still writes can help.
                end()
            case .streamsDone: streamsDone = true
            case .endRequested: end()
            case nil:
                if killed == nil, let deadline, deadline <= .now {
                    group.send(SIGKILL)
                    streams.trip()
                    killed = .now
                }
            }
        }
        // Whoever /proc did not show us.
        if deadline != nil { group.send(SIGKILL) }
        lastWords.trip()
    }

    private func tell(_ event: Event) {
        var byte = event.rawValue
        // A pipe holds thousands of these bytes, so this neither waits nor fails.
        _ = write(events.writeEnd.rawValue, &byte, 1)
    }

    /// The next event; `nil` when `deadline` or the limit in milliseconds came first.
    private func next(until deadline: ContinuousClock.Instant?, atMost limit: Int64?) -> Event? {
        var milliseconds: Int64 = -1
        if let deadline {
            let rest = (deadline - .now).components
            milliseconds = max(0, rest.seconds * 1000 + rest.attoseconds / 1_000_000_000_000_000 + 1)
        }
        if let limit { milliseconds = milliseconds < 0 ? limit : min(limit, milliseconds) }
        var polled = pollfd(fd: events.readEnd.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, Int32(clamping: milliseconds)) == 1 else { return nil }
        var byte: UInt8 = 0
        guard read(events.readEnd.rawValue, &byte, 1) == 1 else { return nil }
        return Event(rawValue: byte)
    }
}
