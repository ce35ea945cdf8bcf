import LifeboatCore
import LifeboatProcesses

/// One running `ssh` with an SFTP server at its other end. It begins when this value is made, serves any number of
/// tasks at the same time, and ends with it.
final class SFTPConnection: Sendable {
    private let exchange: SFTPExchange

    /// - Parameter host: for messages.
    init(_ ssh: SSHCommand, host: String) throws {
        // No bound here: the answers that each operation waits for bound what is sent.
        let (writer, reader) = BytePipe.make(capacity: .max)
        let exchange = try SFTPExchange(writer)
        self.exchange = exchange
        // It outlives the operation that needed it first, so it can be no child of that task. It holds the exchange
        // only: when nobody holds the connection any more, the input ends, and with it ssh.
        _ = Task { await Self.serve(ssh, host, exchange, reader.stream) }
    }

    deinit {
        exchange.finish()
    }

    var isBroken: Bool { exchange.failure != nil }

    /// Waits until the server is there.
    func features() async throws -> SFTPFeatures { try await exchange.features.value() }

    func send(_ request: SFTPRequest, _ data: Block? = nil) -> SFTPReply<SFTPAnswer> { exchange.send(request, data) }

    private static func serve(_ ssh: SSHCommand, _ host: String, _ exchange: SFTPExchange, _ requests: ByteStream) async
    {
        let pool = BlockPool(blockSize: SFTPInbox.largestPacket, keep: 16)
        let inbox = SFTPInbox(pool: pool) { try exchange.receive($0) }
        let failure: LifeboatError
        do {
            let completion = try await ssh.command.complete(
                input: requests, output: inbox, pool: pool, outputEnded: { exchange.finish() })
            failure = ssh.explain(completion)
        } catch {
            failure = LifeboatError(wrapping: error).at(host)
        }
        exchange.fail(failure)
    }
}
