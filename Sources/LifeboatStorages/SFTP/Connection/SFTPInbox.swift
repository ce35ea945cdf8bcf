import LifeboatCore
import Synchronization

/// Cuts what the server sends into packets, however it arrives.
final class SFTPInbox: ByteWriter {
    private struct Partial {
        var length: [UInt8] = []
        var packet: MutableBlock?
        var missing = 0
    }

    /// The largest packet that OpenSSH sends and takes.
    static let largestPacket = 256 << 10

    private let pool: BlockPool
    private let receive: @Sendable (SFTPMessage) throws -> Void
    private let partial = Mutex(Partial())

    /// - Parameters:
    ///   - pool: blocks of ``largestPacket``.
    ///   - receive: called for each packet, in the server's order.
    init(pool: BlockPool, _ receive: @escaping @Sendable (SFTPMessage) throws -> Void) {
        self.pool = pool
        self.receive = receive
    }

    func write(_ block: Block) async throws {
        var offset = 0
        while offset < block.count {
            if let packet = try take(block, &offset) { try receive(SFTPMessage(packet)) }
        }
    }

    /// Moves `offset` on; returns a packet when it is whole.
    private func take(_ block: Block, _ offset: inout Int) throws -> Block? {
        let start = offset
        let (packet, taken) = try partial.withLock { partial in
            try block.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard let packet = partial.packet else {
                    let count = min(4 - partial.length.count, rest.count)
                    partial.length.append(contentsOf: rest[..<count])
                    if partial.length.count == 4 { try begin(&partial) }
                    return (nil as Block?, count)
                }
                let count = packet.append(
                    UnsafeRawBufferPointer(rebasing: rest[..<min(rest.count, partial.missing)]))
                partial.missing -= count
                guard partial.missing == 0 else { return (nil, count) }
                partial.packet = nil
                return (packet.freeze(), count)
            }
        }
        offset += taken
        return packet
    }

    private func begin(_ partial: inout Partial) throws {
        let length = partial.length.reduce(0) { $0 << 8 | Int($1) }
        guard (1...min(Self.largestPacket, pool.blockSize)).contains(length) else {
            let text = String(decoding: partial.length, as: UTF8.self)
            throw LifeboatError(
                .failed, "what came from the server is not SFTP", why: "it begins with \(text.debugDescription)",
                hint: "a login must print nothing: look for `echo` in the user's .bashrc there")
        }
        partial.length = []
        partial.missing = length
        partial.packet = pool.block()
    }
}
