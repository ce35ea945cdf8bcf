package import LifeboatCore
import Synchronization

/// A source that does what a test tells it to, and writes down what was done with it.
package final class ScriptedSource: RestorableSource {
    /// What a restore does.
    package enum Restore: Sendable {
        case readsAll(DumpResult)
        /// Throws when it has read so many bytes.
        case throwsAfter(bytes: Int, LifeboatError)
        /// Returns when it has read so many bytes, and leaves the rest.
        case stopsAfter(bytes: Int)
        /// Reads all, and puts its own words in the place of any error.
        case rewords(LifeboatError)
    }

    package struct Troubles: Sendable {
        package var open: LifeboatError?
        package var targets: LifeboatError?
        package var delivered: LifeboatError?
        package var leave: LifeboatError?
        /// It never says what it holds.
        package var hangs: Bool

        package init(
            open: LifeboatError? = nil, targets: LifeboatError? = nil, delivered: LifeboatError? = nil,
            leave: LifeboatError? = nil, hangs: Bool = false
        ) {
            self.open = open
            self.targets = targets
            self.delivered = delivered
            self.leave = leave
            self.hangs = hangs
        }
    }

    private struct State {
        var log: [String] = []
        var restored: [UInt8] = []
        var place: RestorePlace?
        var target: Target?
    }

    let targets: [ScriptedTarget]
    let troubles: Troubles
    private let restore: Restore
    let stall = Stall()
    private let state = Mutex(State())

    package init(
        _ targets: [ScriptedTarget], troubles: Troubles = Troubles(), restore: Restore = .readsAll(DumpResult())
    ) {
        self.targets = targets
        self.troubles = troubles
        self.restore = restore
    }

    /// `open`, `dump a`, `wrote a`, `delivered a everywhere`, `delivered a not everywhere`, `leave`.
    package var log: [String] { state.withLock { $0.log } }
    /// Whether somebody waits for it in vain.
    package var isHanging: Bool { stall.isOn }
    package var restored: [UInt8] { state.withLock { $0.restored } }
    package var restoredPlace: RestorePlace? { state.withLock { $0.place } }
    package var restoredTarget: Target? { state.withLock { $0.target } }

    func note(_ line: String) { state.withLock { $0.log.append(line) } }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        note("open")
        if let error = troubles.open { throw error }
        defer { note("leave") }
        let value = try await body(ScriptedSession(source: self))
        if let error = troubles.leave { throw error }
        return value
    }

    package func probe() async throws -> [String] { [] }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        state.withLock {
            $0.target = target
            $0.place = place
            $0.restored = []
        }
        switch restore {
        case .readsAll(let result):
            try await take(input, upTo: .max)
            return result
        case .stopsAfter(let limit):
            try await take(input, upTo: limit)
            return DumpResult()
        case .throwsAfter(let limit, let error):
            try await take(input, upTo: limit)
            throw error
        case .rewords(let error):
            do {
                try await take(input, upTo: .max)
            } catch {
                note("read: \(LifeboatError(wrapping: error).summary)")
            }
            throw error
        }
    }

    private func take(_ input: ByteStream, upTo limit: Int) async throws {
        while restored.count < limit, let block = try await input.next() {
            state.withLock { $0.restored += block.bytes }
        }
    }
}
