import Foundation
import LifeboatCore
import Synchronization

/// One line on a terminal that shows how far the current target is: bytes, rate, elapsed and, where the source
/// knows its size, remaining time.
final class ProgressLine: RunObserver {
    private struct State {
        var target: String?
        var estimate: Int64?
        var started = ContinuousClock.now
        var shown = ContinuousClock.now
        var visible = false
    }

    private static let interval = Duration.milliseconds(200)

    private let terminal: Terminal
    private let state = Mutex(State())

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    func observe(_ event: RunEvent) async {
        let now = ContinuousClock.now
        switch event {
        case .targetStarted(_, let target, let estimate):
            state.withLock {
                $0 = State(target: target, estimate: estimate, started: now, shown: now, visible: $0.visible)
            }
        case .progress(let job, let target, let plain, _):
            let line = state.withLock { state -> String? in
                guard now - state.shown >= Self.interval else { return nil }
                state.shown = now
                state.visible = true
                return Self.text(job, target, plain, state.estimate, now - state.started)
            }
            if let line { show(line) }
        default: clear()
        }
    }

    /// Takes the line away, so that a message can stand there.
    private func clear() {
        let wasVisible = state.withLock { state in
            defer { state.visible = false }
            return state.visible
        }
        if wasVisible { terminal.write("\r\u{1B}[K") }
    }

    private func show(_ line: String) {
        terminal.write("\r\(line.prefix(max(20, (terminal.width ?? 80) - 1)))\u{1B}[K")
    }

    static func text(_ job: String, _ target: String, _ bytes: Int64, _ estimate: Int64?, _ elapsed: Duration) -> String
    {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(bytes) / seconds : 0
        var text = "\(job)/\(target)  \(ByteSize(bytes: bytes))"
        if let estimate, estimate > 0 { text += " of about \(ByteSize(bytes: estimate))" }
        text += "  \(ByteSize(bytes: Int64(rate)))/s  \(DurationText.describe(.seconds(Int64(seconds))))"
        if let estimate, estimate > bytes, rate > 0 {
            text += "  about \(DurationText.describe(.seconds(Int64(Double(estimate - bytes) / rate)))) left"
        }
        return text
    }
}
