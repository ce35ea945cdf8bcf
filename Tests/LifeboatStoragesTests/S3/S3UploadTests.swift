import Crypto
import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb
import NIOHTTP1
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("Uploads to S3", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3UploadTests {
    private static let key = ObjectKey(names: "job", "object")

    @Test("What a crash left of an upload is called off when it is old, and only what is ours and below the prefix")
    func abandoned() async throws {
        let storage = try S3Server.moto.storage(folder: "abandoned")
        func begin(_ name: String) async throws {
            var request = S3Request(.POST, key: name)
            request.query = [("uploads", "")]
            _ = try await storage.client.element("InitiateMultipartUpload", answering: request)
        }
        for name in [
            "abandoned/job/object", "abandoned/job2/object", "abandoned/job/ not ours", "elsewhere/job/object",
        ] {
            try await begin(name)
        }
        let job = ObjectKey(names: "job")
        // moto dates all uploads the same.
        let begun = try #require(WebTime.parse("2010-11-10T20:48:33.000Z"))
        #expect(try await storage.removeAbandoned(below: job, olderThan: begun) == 0)
        #expect(try await storage.removeAbandoned(below: job, olderThan: begun + 1) == 1)
        #expect(try await storage.removeAbandoned(below: job, olderThan: begun + 1) == 0)
        #expect(try await storage.removeAbandoned(below: .root, olderThan: begun + 1) == 1)
    }

    @Test("An object of exactly one part, and of one byte more", arguments: [8 << 20, (8 << 20) + 1])
    func edges(size: Int) async throws {
        try await WebFaults.with(server: S3Server.rclone.port, []) { way in
            let storage = try S3Server.rclone.storage(folder: "edges-\(size)", port: way.port)
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await _ = storage.put(ByteStream(bytes), at: Self.key, PutOptions(onExisting: .replace))
            #expect(try await storage.readAll(Self.key) == bytes)
            let parts = try way.requests().filter { $0.method == "PUT" && $0.path.contains("partNumber=") }
            #expect(parts.count == (size > 8 << 20 ? 2 : 0))
        }
    }

    @Test("Class and encryption are what was asked for, for objects in one and in many parts", arguments: [7, 9 << 20])
    func kept(size: Int) async throws {
        var configuration = try S3Server.moto.configuration(folder: "kept-\(size)")
        configuration.storageClass = "STANDARD_IA"
        configuration.encryption = .aes256
        let storage = S3Storage.forTests(configuration)
        try await _ = storage.put(ByteStream([UInt8](repeating: 1, count: size)), at: Self.key, PutOptions())
        let answer = try await storage.client.answer(to: S3Request(.HEAD, key: storage.name(of: Self.key)))
        #expect(answer.headers.first(name: "x-amz-storage-class") == "STANDARD_IA")
        #expect(answer.headers.first(name: "x-amz-server-side-encryption") == "AES256")
    }

    @Test(
        "What is locked stays under its version, and carries a digest that the server keeps", arguments: [7, 9 << 20])
    func locked(size: Int) async throws {
        var configuration = try S3Server.moto.configuration(folder: "locked-\(size)")
        configuration.bucket = "locked"
        configuration.objectLock = .init(mode: .governance, days: 30)
        let storage = S3Storage.forTests(configuration)
        try await _ = storage.put(ByteStream([UInt8](repeating: 1, count: 7)), at: Self.key, PutOptions())
        let head = S3Request(.HEAD, key: storage.name(of: Self.key))
        let answer = try await storage.client.answer(to: head)
        #expect(answer.headers.first(name: "x-amz-object-lock-mode") == "GOVERNANCE")
        let until = try #require(
            answer.headers.first(name: "x-amz-object-lock-retain-until-date").flatMap(WebTime.parse))
        #expect(abs(until.timeIntervalSinceNow - 30 * 86_400) < 600)

        // A delete hides it; the version itself is refused.
        let version = try #require(answer.headers.first(name: "x-amz-version-id"))
        try await storage.delete(Self.key)
        #expect(try await storage.stat(Self.key) == nil)
        var delete = S3Request(.DELETE, key: storage.name(of: Self.key))
        delete.query = [("versionId", version)]
        let error = await #expect(throws: LifeboatError.self) { try await storage.client.answer(to: delete) }
        #expect(error?.kind == .accessDenied)
    }

    @Test("The server's digest is given of objects in one part only", arguments: [7, 9 << 20])
    func digests(size: Int) async throws {
        var configuration = try S3Server.moto.configuration(folder: "digests-\(size)")
        configuration.bucket = "locked"
        configuration.objectLock = .init(mode: .governance, days: 1)
        let storage = S3Storage.forTests(configuration)
        let bytes = [UInt8](repeating: 1, count: size)
        try await _ = storage.put(ByteStream(bytes), at: Self.key, PutOptions())
        let expected = size == 7 ? SHA256.hash(data: bytes).hexadecimal : nil
        #expect(try await storage.storedDigest(Self.key) == expected)
    }

    @Test("An upload whose source fails in the middle is called off")
    func failingBody() async throws {
        let storage = try S3Server.moto.storage(folder: "failing")
        let given = Mutex(0)
        let body = ByteStream {
            guard
                given.withLock({
                    $0 += 1; return $0 <= 20
                })
            else { throw LifeboatError(.incomplete, "the tool died") }
            return Block([UInt8](repeating: 7, count: 1 << 20))
        }
        let error = await #expect(throws: LifeboatError.self) {
            try await storage.put(body, at: Self.key, PutOptions())
        }
        #expect(error?.kind == .incomplete)
        #expect(try await storage.listAll().isEmpty)
        #expect(try await storage.removeAbandoned(below: .root, olderThan: .distantFuture) == 0)
    }
}
