import LifeboatCore
import LifeboatProcesses

/// One running program with an SFTP server at its other end, or in it. It begins when this value is made, serves any
/// number of tasks at the same time, and ends with it.
final class SFTPConnection: Sendable {
    let route: any SFTPRoute
    private let exchange: SFTPExchange

    init(_ route: any SFTPRoute, _ waiting: Waiting) throws {
        self.route = route
        // No bound here: the answers that each operation waits for bound what is sent.
        let (writer, reader) = BytePipe.make(capacity: .max)
        let exchange = try SFTPExchange(writer)
        self.exchange = exchange
        // It outlives the operation that needed it first, so it can be no child of that task. It holds the exchange
        // only: when nobody holds the connection any more, the input ends, and with it the program.
        _ = Task { await Self.serve(route, waiting, exchange, reader.stream) }
    }

    deinit {
        exchange.finish()
    }

    var isBroken: Bool { exchange.failure != nil }

    /// Waits until the server is there.
    func features() async throws -> SFTPFeatures { try await exchange.features.value() }

    func send(_ request: SFTPRequest, _ data: Block? = nil) -> SFTPReply<SFTPAnswer> { exchange.send(request, data) }

    private static func serve(
        _ route: any SFTPRoute, _ waiting: Waiting, _ exchange: SFTPExchange, _ requests: ByteStream
    ) async {
        let failure: LifeboatError
        do {
            failure = try await withThrowingTaskGroup(of: LifeboatError.self) { group in
                group.addTask { try await run(route, exchange, requests) }
                if let patience = route.habits.patience {
                    group.addTask { try await exchange.silence(patience, waiting) }
                }
                defer { group.cancelAll() }
                return try await group.next() ?? unexpected
            }
        } catch {
            failure = LifeboatError(wrapping: error).at(route.name)
        }
        exchange.fail(failure)
    }

    /// Runs the program to its end, and says why it ended.
    private static func run(
        _ route: any SFTPRoute, _ exchange: SFTPExchange, _ requests: ByteStream
    ) async throws -> LifeboatError {
        let pool = BlockPool(blockSize: SFTPInbox.largestPacket, keep: 16)
        let inbox = SFTPInbox(pool: pool) { try exchange.receive($0) }
        let program = try await route.program()
        let completion = try await program.command.complete(
            input: requests, output: inbox, pool: pool, outputEnded: { exchange.finish() })
        return program.explain(completion)
    }
}
