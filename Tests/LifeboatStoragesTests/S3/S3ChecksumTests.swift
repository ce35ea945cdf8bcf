import Crypto
import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb
import NIOCore
import Testing

@testable import LifeboatStorages

/// How a server can tell that it got what was sent: by the signature, and by checksums. The way to the servers checks
/// those as Amazon's does (scripts/services/web_faults.py).
@Suite("Checksums of S3", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3ChecksumTests {
    private static let unsigned = "UNSIGNED-PAYLOAD"
    private static let denied = "{\"answer\": 403, \"body\": \"<Error><Code>AccessDenied</Code></Error>\"}"
    private static let key = ObjectKey(names: "job", "object")
    /// Three parts.
    private static let large = Array("0123456789abcdef".utf8).repeated(to: 20 << 20)

    /// One whose way to the server is encrypted, and that is told checksums.
    private func with(
        _ server: S3Server, _ rules: [WebFaults.Rule] = [], _ body: (S3Storage, WebFaults) async throws -> Void
    ) async throws {
        try await WebFaults.with(server: server.port, tls: true, rules) { way in
            var configuration = try server.configuration(folder: "checksums-\(UInt32.random(in: .min ... .max))")
            configuration.endpoint = WebServerAddress("https://localhost:\(way.port)")
            configuration.web.certificateAuthorities = way.authority
            configuration.checksums = true
            try await body(.forTests(configuration), way)
        }
    }

    private func parts(_ way: WebFaults) throws -> [(number: Int, payload: String)] {
        try way.requests().filter { $0.method == "PUT" }.compactMap { request in
            let number = request.path.split(separator: "partNumber=").dropFirst().first.flatMap { Int($0.prefix(1)) }
            return number.map { ($0, request.payload) }
        }
    }

    @Test("Digests of a part are what others compute, however the bytes come")
    func published() async throws {
        let bytes = Array("123456789".utf8)
        for first in 1...8 {
            let stream = ByteStream(blocks: [Block(bytes[..<first]), Block(bytes[first...])])
            let cutter = S3PartCutter(stream, S3PartBuffers(), hasChecksums: true)
            let part = try await cutter.next(100, isSigned: true)
            // https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iso-hdlc
            #expect(part.crc32 == 0xcbf4_3926)
            #expect(part.checksum?.value == "y/Q5Jg==")
            #expect(
                part.signedPayload == "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")
        }
    }

    @Test("A part that was given away is not held any more, the first one neither: parts can be of gigabytes")
    func letGo() async throws {
        let size = 100_000
        let bytes = [UInt8](repeating: 7, count: 3 * size)
        let parts = S3PartCutter(ByteStream(bytes), S3PartBuffers(), hasChecksums: false)
        #expect(try await parts.whole(Int64(size)) == nil)
        var memory: [UnsafeRawPointer?] = []
        repeat {
            let part = try await parts.next(Int64(size), isSigned: true)
            #expect(part.bytes.readableBytes == size)
            memory.append(part.bytes.withVeryUnsafeBytes { $0.baseAddress })
            parts.buffers.recycle(part.bytes)
        } while !parts.isAtEnd
        // Nobody else has it, so it is filled again.
        #expect(memory.count == 3 && Set(memory).count == 1)
    }

    @Test("Over TLS the checksum is enough: no part but the first is signed")
    func unsigned() async throws {
        try await with(.moto) { storage, way in
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            let parts = try parts(way)
            #expect(parts.count == 3)
            #expect(parts.allSatisfy { ($0.payload == Self.unsigned) == ($0.number > 1) }, "\(parts)")
        }
    }

    @Test("Small objects are signed, and kept with the digest that receipts have")
    func small() async throws {
        try await with(.moto) { storage, way in
            try await _ = storage.put(ByteStream([1, 2, 3]), at: Self.key, PutOptions())
            #expect(try await storage.storedDigest(Self.key) == SHA256.hash(data: [1, 2, 3]).hexadecimal)
            #expect(try way.requests().allSatisfy { $0.payload != Self.unsigned })
        }
    }

    @Test("A part that is damaged on its way is refused for its checksum, and sent again")
    func damaged() async throws {
        let damage = WebFaults.Rule(
            method: "PUT", contains: "partNumber=2", payload: Self.unsigned, times: 2, action: "{\"damage\": 7000000}")
        try await with(.moto, [damage]) { storage, way in
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            #expect(try parts(way).filter { $0.number == 2 }.count == 3)
        }
    }

    @Test(
        "Where the server says nothing of checksums, parts are sent again with a signature, and so are all later ones")
    func unknown() async throws {
        try await with(.rclone) { storage, way in
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            let first = try parts(way)
            #expect(first.contains { $0.payload == Self.unsigned })
            for number in 1...3 { #expect(first.last { $0.number == number }?.payload != Self.unsigned) }

            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions(onExisting: .replace))
            let second = try parts(way).dropFirst(first.count)
            #expect(second.count == 3 && second.allSatisfy { $0.payload != Self.unsigned }, "\(second)")
        }
    }

    @Test("Where a policy refuses what is not signed, it is signed")
    func policy() async throws {
        let refused = WebFaults.Rule(method: "PUT", payload: Self.unsigned, times: 99, action: Self.denied)
        try await with(.moto, [refused]) { storage, way in
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            for number in 1...3 { #expect(try parts(way).last { $0.number == number }?.payload != Self.unsigned) }
        }
    }

    @Test("A server that compares checksums is told from one that does not")
    func probe() async throws {
        let place = ObjectKey(names: "check")
        try await with(.moto) { storage, _ in
            let found = try await storage.probe(below: place)
            #expect(found.contains { $0.hasPrefix("the server compares checksums") }, "\(found)")
        }
        // What the way refuses otherwise.
        let repeated = WebFaults.Rule(
            method: "PUT", contains: "rights", payload: Self.unsigned, action: "{\"answer\": 200}")
        try await with(.moto, [repeated]) { storage, _ in
            let found = try await storage.probe(below: place)
            #expect(found.contains { $0.hasPrefix("the server takes checksums and does not") }, "\(found)")
        }
        let refused = WebFaults.Rule(method: "PUT", payload: Self.unsigned, times: 99, action: Self.denied)
        try await with(.moto, [refused]) { storage, _ in
            let found = try await storage.probe(below: place)
            #expect(found.contains { $0.hasPrefix("the bucket takes nothing that is not signed") }, "\(found)")
        }
    }

    @Test("Without TLS every part is signed, whether the server knows checksums or not", arguments: [true, false])
    func plain(checksums: Bool) async throws {
        try await WebFaults.with(server: S3Server.moto.port, []) { way in
            var configuration = try S3Server.moto.configuration(folder: "plain-\(checksums)", port: way.port)
            configuration.checksums = checksums
            let storage = S3Storage.forTests(configuration)
            try await _ = storage.put(ByteStream(Self.large), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key, limit: 32 << 20) == Self.large)
            let parts = try parts(way)
            #expect(parts.count == 3 && parts.allSatisfy { $0.payload.count == 64 }, "\(parts)")
        }
    }

    /// Parts are signed as well but where the server's name, or the configuration, says that it knows checksums.
    @Test("Amazon's own servers and locked buckets are told checksums, others are not, and the configuration wins")
    func whose() {
        func ways(_ change: (inout S3StorageConfiguration) -> Void) -> [Bool] {
            var configuration = S3StorageConfiguration(bucket: "lifeboat")
            change(&configuration)
            let client = S3Storage.forTests(configuration).client
            return [client.sendsChecksums, client.signsParts]
        }
        let other = WebServerAddress("https://s3.example.com")
        let lock = S3StorageConfiguration.ObjectLock(mode: .governance, days: 1)
        #expect(ways { _ in } == [true, false])
        #expect(ways { $0.endpoint = other } == [false, true])
        #expect(ways { ($0.endpoint, $0.objectLock) = (other, lock) } == [true, true])
        #expect(ways { ($0.endpoint, $0.checksums) = (other, true) } == [true, false])
        #expect(ways { $0.checksums = false } == [false, true])
        #expect(ways { ($0.checksums, $0.objectLock) = (false, lock) } == [true, true])
    }
}
