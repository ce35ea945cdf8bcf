import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("SFTP packets")
struct SFTPPacketTests {
    private static func packet(_ type: UInt8, _ fill: (inout SFTPEncoder) -> Void) -> [UInt8] {
        var body = SFTPEncoder()
        body.append(type)
        fill(&body)
        var packet = SFTPEncoder()
        packet.append(UInt32(body.bytes.count))
        return packet.bytes + body.bytes
    }

    private static let status = packet(101) {
        $0.append(UInt32(7))
        $0.append(UInt32(4))
        $0.append(string: "Failure")
        $0.append(string: "en")
    }
    private static let data = packet(103) {
        $0.append(UInt32(8))
        $0.append(string: (0..<70_000).map { UInt8(truncatingIfNeeded: $0) })
    }
    private static let names = packet(104) {
        $0.append(UInt32(9))
        $0.append(UInt32(2))
        $0.append(string: "datei ü")
        $0.append(string: "-rw------- 1 …")
        for number in [0x8000_000f, 0, 5, 0, 0, 0o100600, 1, 1_000_000_000, 1] as [UInt32] { $0.append(number) }
        $0.append(string: "x@y")
        $0.append(string: "z")
        $0.append(string: "bare")
        $0.append(string: "")
        $0.append(UInt32(0))
    }

    /// What an inbox makes of these pieces, in words.
    private func received(_ pieces: [[UInt8]]) async throws -> [String] {
        let seen = Mutex<[String]>([])
        let inbox = SFTPInbox(pool: BlockPool(blockSize: SFTPInbox.largestPacket)) { message in
            let text =
                switch message {
                case .answer(let id, .data(let block)): "\(id) data \(block.count) \(block.bytes.hashValue)"
                case .answer(let id, let answer): "\(id) \(answer)"
                case .version(let features): "\(features)"
                }
            seen.withLock { $0.append(text) }
        }
        for piece in pieces { try await inbox.write(Block(piece)) }
        return seen.withLock(\.self)
    }

    @Test("However the bytes arrive, the packets are the same")
    func anySplit() async throws {
        let all = Self.status + Self.data + Self.names + Self.status
        let whole = try await received([all])
        #expect(whole.count == 4 && whole[1].hasPrefix("8 data 70000 "))
        var random = SeededGenerator(seed: 7)
        for round in 0..<30 {
            var pieces: [[UInt8]] = []
            var rest = all[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...(round < 10 ? 9 : 40_000), using: &random)
                pieces.append(Array(rest.prefix(round == 0 ? 1 : count)))
                rest = rest.dropFirst(pieces[pieces.count - 1].count)
            }
            let seen = try await received(pieces)
            #expect(seen == whole, "round \(round)")
        }
    }

    @Test("A listing's names come with what is known of them")
    func entries() throws {
        guard case .answer(9, .names(let entries)) = try SFTPMessage(Block(Self.names.dropFirst(4))) else {
            Issue.record("no names")
            return
        }
        #expect(entries.map(\.name) == ["datei ü", "bare"])
        #expect(entries[0].attributes.size == 5 && entries[0].attributes.isFile)
        #expect(entries[0].attributes.modified?.timeIntervalSince1970 == 1_000_000_000)
        #expect(!entries[1].attributes.isFile && !entries[1].attributes.isFolder)
    }

    @Test("A packet that is cut short anywhere throws; it never reads on", arguments: [status, data, names])
    func truncated(packet: [UInt8]) {
        // Language tags at the end of a status are never read.
        let body = Array(packet.dropFirst(4))
        let needed = body[0] == 101 ? body.count - 6 : body.count
        for count in stride(from: 0, to: needed, by: max(1, needed / 500)) where !(body[0] == 101 && count == 9) {
            #expect(throws: LifeboatError.self, "\(count) of \(body.count)") {
                try SFTPMessage(Block(body[..<count]))
            }
        }
    }

    @Test(
        "A packet that is larger than any server may send ends the conversation",
        arguments: [0, 262_145, 4_294_967_295])
    func tooLarge(size: UInt32) async throws {
        var encoder = SFTPEncoder()
        encoder.append(size)
        let bytes = encoder.bytes
        await expectLifeboatError(.failed) { _ = try await received([bytes]) }
    }

    @Test("Requests are packed as the draft says")
    func requests() {
        #expect(
            SFTPRequest.open(path: "/a", .create, SFTPAttributes(permissions: 0o600)).packet(id: 258) == [
                0, 0, 0, 23, 3, 0, 0, 1, 2, 0, 0, 0, 2, 47, 97, 0, 0, 0, 0x2a, 0, 0, 0, 4, 0, 0, 1, 0x80,
            ])
        #expect(
            SFTPRequest.write([9], offset: 1 << 40, count: 3).packet(id: 1) == [
                0, 0, 0, 25, 6, 0, 0, 0, 1, 0, 0, 0, 1, 9, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3,
            ])
    }

    @Test("Limits above what we have memory for are cut, and none are the standard's")
    func limits() throws {
        var features = SFTPFeatures()
        for (given, chunk) in [(0, 32_768), (261_120, 261_120), (1 << 40, 261_120), (1_000, 1_000)] {
            var encoder = SFTPEncoder()
            for number in [262_144, given, given, 0] { encoder.append(UInt64(number)) }
            var decoder = SFTPDecoder(encoder.bytes)
            try features.take(limits: &decoder)
            #expect(features.readChunk == chunk && features.writeChunk == chunk)
        }
    }
}
