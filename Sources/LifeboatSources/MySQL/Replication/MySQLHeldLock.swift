import LifeboatCore
import LifeboatProcesses
import Synchronization

/// A lock by name on the server that is held as long as one connection lives: it ends with us, however we end.
struct MySQLHeldLock: Sendable {
    static let name = "lifeboat.replication"

    let client: MySQLClient
    /// How long a run waits for another one that holds it, in seconds: it waits in silence, so not for hours.
    var patience = 600

    /// Whether nobody holds it.
    func isFree() async throws -> Bool {
        try await client.values("SELECT IS_FREE_LOCK('\(Self.name)');").first == "1"
    }

    /// Runs `body` while the lock is held.
    func whileHeld<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (statements, reader) = BytePipe.make()
            let answers = FirstLine()
            let connection = client.interpreter(["--skip-column-names", "--unbuffered"])
            group.addTask {
                do {
                    try await connection.run(
                        input: reader.stream, output: answers, pool: BlockPool(blockSize: 4_096, keep: 1))
                    answers.end(nil)
                } catch {
                    answers.end(MySQLTrouble.explain(LifeboatError(wrapping: error), at: client.address))
                }
            }
            defer { group.cancelAll() }
            try await statements.write(
                Array("SET SESSION wait_timeout = 2147483; SELECT GET_LOCK('\(Self.name)', \(patience));\n".utf8))
            guard try await answers.value() == "1" else {
                throw try await refused()
            }
            let value = try await body()
            statements.finish()
            return value
        }
    }

    private func refused() async throws -> LifeboatError {
        let holder = try await client.values("SELECT IS_USED_LOCK('\(Self.name)');").first ?? "NULL"
        guard holder != "NULL" else {
            return LifeboatError(
                .temporary, "another run kept the replication of \(client.address) paused", hint: "run again")
        }
        return LifeboatError(
            .temporary, "another run keeps the replication of \(client.address) paused",
            why: "connection \(holder) of that server holds the lock `\(Self.name)`, after \(patience) seconds still",
            hint:
                "let the jobs run one after the other. If no run is alive: `KILL \(holder)` there; SHOW PROCESSLIST says from where it comes"
        )
    }

    /// The first line that a program writes.
    private final class FirstLine: ByteWriter {
        private struct State {
            var line: [UInt8] = []
            var result: Result<String, LifeboatError>?
            var waiting: CheckedContinuation<Void, Never>?
        }

        private let state = Mutex(State())

        func write(_ block: Block) async throws {
            settle { state in
                state.line += block.bytes
                guard let end = state.line.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                return .success(String(decoding: state.line[..<end], as: UTF8.self))
            }
        }

        /// The program has ended; whoever still waits will not get a line.
        func end(_ failure: LifeboatError?) {
            settle { _ in .failure(failure ?? LifeboatError(.failed, "the client ended before it answered")) }
        }

        func value() async throws -> String {
            await withCheckedContinuation { continuation in
                let isSettled = state.withLock { state in
                    guard state.result == nil else { return true }
                    state.waiting = continuation
                    return false
                }
                if isSettled { continuation.resume() }
            }
            guard let result = state.withLock({ $0.result }) else {
                throw LifeboatError(.interrupted, "interrupted")
            }
            return try result.get()
        }

        private func settle(_ outcome: (inout State) -> Result<String, LifeboatError>?) {
            let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard state.result == nil, let result = outcome(&state) else { return nil }
                state.result = result
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }
}
