import LifeboatCore

/// One packet from a server, without its length.
enum SFTPMessage: Sendable {
    case version(SFTPFeatures)
    case answer(id: UInt32, SFTPAnswer)

    private enum Kind: UInt8 {
        case version = 2
        case status = 101
        case handle = 102
        case data = 103
        case names = 104
        case attributes = 105
        case extended = 201
    }

    /// Type and request id; of DATA the length, too.
    private static let headerSize = 5
    private static let dataHeaderSize = 9

    init(_ packet: Block) throws {
        var decoder = SFTPDecoder(packet.slice(0..<min(packet.count, Self.dataHeaderSize)).bytes)
        let type = try decoder.byte()
        guard let kind = Kind(rawValue: type) else {
            throw LifeboatError(.failed, "the SFTP server sent a packet of the unknown type \(type)")
        }
        if kind == .data {
            let id = try decoder.uint32()
            let count = Int(try decoder.uint32())
            guard packet.count >= Self.dataHeaderSize + count else {
                throw LifeboatError(.failed, "the SFTP server sent fewer bytes than it announced")
            }
            self = .answer(id: id, .data(packet.slice(Self.dataHeaderSize..<Self.dataHeaderSize + count)))
            return
        }
        decoder = SFTPDecoder(packet.slice(1..<packet.count).bytes)
        if kind == .version {
            self = .version(try SFTPFeatures(version: &decoder))
            return
        }
        let id = try decoder.uint32()
        self = .answer(
            id: id,
            try Self.answer(kind, &decoder, rest: packet.slice(Self.headerSize..<packet.count)))
    }

    private static func answer(_ kind: Kind, _ decoder: inout SFTPDecoder, rest: Block) throws -> SFTPAnswer {
        switch kind {
        case .status: return .status(try SFTPStatus(&decoder))
        case .handle: return .handle(try decoder.bytes())
        case .attributes: return .attributes(try SFTPAttributes(&decoder))
        case .names:
            var entries: [SFTPEntry] = []
            for _ in 0..<(try decoder.uint32()) {
                let name = try decoder.text()
                // The line that `ls -l` would print.
                _ = try decoder.bytes()
                entries.append(SFTPEntry(name: name, attributes: try SFTPAttributes(&decoder)))
            }
            return .names(entries)
        case .extended, .data, .version: return .extended(rest.bytes)
        }
    }
}
