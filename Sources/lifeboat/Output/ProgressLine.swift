import Foundation
import LifeboatCore
import Synchronization

/// One line on a terminal that shows how far something has come: bytes, rate, elapsed and, where the size is known,
/// remaining time; or how many of a number of things are done.
final class ProgressLine: Sendable {
    /// How many bytes, or things, there will be.
    enum Total: Sendable, Equatable {
        case unknown
        case about(Int64)
        case exactly(Int64)
        case things(Int64)
    }

    private struct State {
        var title = ""
        var total = Total.unknown
        var started = ContinuousClock.now
        var shown = ContinuousClock.now
        var visible = false
    }

    /// What is done sooner shows nothing; and no rate is known sooner.
    private static let first = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    private let terminal: Terminal
    private let state = Mutex(State())

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// One on stderr, when a person is watching there.
    static var onTerminal: ProgressLine? {
        Terminal.standardError.isInteractive ? ProgressLine(.standardError) : nil
    }

    /// Something else begins.
    func begin(_ title: String, of total: Total) {
        let now = ContinuousClock.now
        state.withLock { $0 = State(title: title, total: total, started: now, shown: now, visible: $0.visible) }
    }

    /// It has come so far.
    func advance(to done: Int64) {
        let now = ContinuousClock.now
        let line = state.withLock { state -> String? in
            guard now - state.started >= Self.first, now - state.shown >= Self.interval else { return nil }
            state.shown = now
            state.visible = true
            return Self.text(state.title, done, state.total, now - state.started)
        }
        if let line { terminal.write("\r\(line.prefix(max(20, (terminal.width ?? 80) - 1)))\u{1B}[K") }
    }

    /// Takes the line away, so that a message can stand there.
    func clear() {
        let wasVisible = state.withLock { state in
            defer { state.visible = false }
            return state.visible
        }
        if wasVisible { terminal.write("\r\u{1B}[K") }
    }

    /// - Parameter elapsed: at least a second: before that no rate means anything.
    static func text(_ title: String, _ done: Int64, _ total: Total, _ elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = Double(done) / max(1, seconds)
        // A name may hold anything, also what would move the cursor.
        let name = String(
            title.map { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "?" : $0 })
        if case .things(let total) = total { return "\(name)  \(done) of \(total)  \(Self.time(seconds))" }
        var text = "\(name)  \(ByteSize(bytes: done))"
        let size: Int64?
        switch total {
        case .exactly(let total) where total >= done:
            text += " of \(ByteSize(bytes: total))"
            size = total
        // An estimate that has been passed was wrong.
        case .about(let total) where total >= done:
            text += " of about \(ByteSize(bytes: total))"
            size = total
        default: size = nil
        }
        text += "  \(ByteSize(bytes: Int64(rate)))/s  \(Self.time(seconds))"
        if let size, size > done, rate > 0 { text += "  about \(Self.time(Double(size - done) / rate)) left" }
        return text
    }

    /// Whole seconds, and at least one.
    private static func time(_ seconds: Double) -> String {
        // Longer than that, nobody knows anything.
        let whole = Int64(max(1, min(seconds.rounded(.up), 100 * 86_400)))
        return whole < 10 ? "\(whole)s" : DurationText.describe(.seconds(whole))
    }
}
