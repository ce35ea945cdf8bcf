import Crypto
import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

extension S3Storage: ProbedStorage {
    /// Without a lock: its objects would stay for as long as backups do.
    package var forProbes: any Storage { unlocked }

    private var unlocked: S3Storage {
        var copy = self
        copy.configuration.objectLock = nil
        return copy
    }

    package func probe(below place: ObjectKey) async throws -> [String] {
        let key = place.appending(name: "rights")
        var rights = S3Rights(bucket: configuration.bucket)
        try await rights.attempt(.list) { try await list(prefix: place) { _ in } }
        let isWritten = try await rights.attempt(.write) {
            _ = try await unlocked.put(ByteStream([1]), at: key, PutOptions(onExisting: .replace))
        }
        var words: [String] = []
        if isWritten {
            let isRead = try await rights.attempt(.read) { _ = try await readAll(key) }
            if isRead { words = try await serverWords(key) }
            try await probeUpload(&rights, place)
            try await rights.attempt(.remove) { try await delete(key) }
        }
        try rights.requireAll()
        return [rights.words] + words
    }

    /// An upload in parts, begun and called off.
    private func probeUpload(_ rights: inout S3Rights, _ place: ObjectKey) async throws {
        let key = name(of: place.appending(name: "upload"))
        var begin = S3Request(.POST, key: key)
        begin.query = [("uploads", "")]
        let answer = try await client.element("InitiateMultipartUpload", answering: begin)
        try await rights.attempt(.findUploads) {
            _ = try await removeAbandoned(below: place, olderThan: .distantPast)
        }
        try await rights.attempt(.callOff) {
            var abort = S3Request(.DELETE, key: key)
            abort.query = [("uploadId", answer["UploadId"]?.text ?? "")]
            _ = try await client.answer(to: abort)
        }
    }

    /// What the server knows, as far as it matters here.
    private func serverWords(_ key: ObjectKey) async throws -> [String] {
        var words: [String] = []
        var again = S3Request(.PUT, key: name(of: key), body: S3Body(ByteBuffer(bytes: [1])))
        again.isExclusive = true
        do {
            _ = try await client.answer(to: again)
            words.append("the server does not know If-None-Match: whether a name is taken is only looked up beforehand")
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            words.append("the server never replaces an object that must not be (If-None-Match)")
        }
        let wronglySigned = S3Body(ByteBuffer(bytes: [1]), sha256: SHA256.hash(data: [2]))
        words.append(
            try await refuses(wronglySigned, key)
                ? "the server checks that it got what was sent (SHA-256)"
                : "the server does not check that it got what was sent: without TLS, damage on the way shows only in `verify`"
        )
        if !client.signsParts { words.append(try await checksumWords(key)) }
        let head = try await client.answer(to: S3Request(.HEAD, key: name(of: key))).headers
        if head.contains(name: "x-amz-version-id") {
            words.append("the bucket keeps versions: what expires is hidden, and gone when a lifecycle rule removes it")
        }
        if let lock = configuration.objectLock {
            words.append("backups are locked for \(lock.days) days; \(try await hasObjectLock())")
        }
        return words
    }

    /// Whether checksums are enough for parts.
    private func checksumWords(_ key: ObjectKey) async throws -> String {
        do {
            return try await refuses(S3Body(ByteBuffer(bytes: [1]), sha256: nil, crc32: 0), key)
                ? "the server compares checksums: parts are sent with them instead of signatures (CRC-32)"
                : "the server takes checksums and does not compare them: `checksums: no` has parts signed instead"
        } catch let error as LifeboatError where error.kind == .accessDenied {
            return "the bucket takes nothing that is not signed: parts are signed, whatever `checksums` says"
        }
    }

    /// Whether a body is refused that does not have its own digests.
    private func refuses(_ wrong: S3Body, _ key: ObjectKey) async throws -> Bool {
        do {
            _ = try await client.answer(to: S3Request(.PUT, key: name(of: key), body: wrong), tries: 1)
            return false
        } catch let error as LifeboatError where error.what.contains("(400 ") {
            return true
        }
    }

    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html
    private func hasObjectLock() async throws -> String {
        var request = S3Request(.GET)
        request.query = [("object-lock", "")]
        do {
            _ = try await client.answer(to: request)
            return "the bucket has object lock"
        } catch let error as LifeboatError where error.kind == .accessDenied {
            return "whether the bucket has object lock cannot be seen without s3:GetBucketObjectLockConfiguration"
        } catch let error as LifeboatError where error.kind == .notFound {
            throw LifeboatError(
                .configuration, "the bucket \(configuration.bucket) has no object lock", why: error.what,
                hint: "it can only be switched on by the bucket's owner; or leave `object_lock` out")
        }
    }
}
