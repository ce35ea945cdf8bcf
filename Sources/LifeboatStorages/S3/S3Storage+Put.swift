import Foundation
package import LifeboatCore
import NIOCore
import NIOHTTP1

extension S3Storage {
    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key != .root else { throw LifeboatError(.refused, "an object needs a name") }
        // Not every server knows `If-None-Match`; this one request makes them all refuse what is there already.
        if options.onExisting == .fail, try await stat(key) != nil { throw Self.exists(key) }
        let parts = S3PartCutter(body, buffers, hasChecksums: client.sendsChecksums)
        let plan = S3PartPlan(partSize: configuration.partSize)
        let whole = try await parts.whole(plan.size(ofPart: 1))
        do {
            let size =
                if let whole {
                    try await putWhole(whole, at: key, options)
                } else {
                    try await S3Upload(client, key: name(of: key), plan, headers: headers(), options).run(parts)
                }
            return StoredObject(key: key, size: size)
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            throw Self.exists(key)
        }
    }

    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    private func putWhole(_ body: S3Body, at key: ObjectKey, _ options: PutOptions) async throws -> Int64 {
        defer { buffers.recycle(body.bytes) }
        try Task.checkCancellation()
        var body = body
        // The server keeps SHA-256 instead, which is what the receipt has: see ``storedDigest(_:)``.
        body.crc32 = nil
        var request = S3Request(.PUT, key: name(of: key), body: body)
        request.headers = headers()
        request.isExclusive = options.onExisting == .fail
        do {
            _ = try await client.answer(to: request, tries: S3Client.triesOfUploads)
        } catch {
            guard request.isExclusive else { throw error }
            try await settle(LifeboatError(wrapping: error), body, key)
        }
        return body.size
    }

    /// After a failure nobody knows whether the object was stored: its answer may be what got lost. What a later try finds
    /// there is ours if it has our bytes; and what we give up must not stay.
    private func settle(_ error: LifeboatError, _ body: S3Body, _ key: ObjectKey) async throws {
        if error.kind == .alreadyExists {
            guard try await holds(body, key) else { throw error }
            return
        }
        if error.kind == .temporary || error.kind == .interrupted {
            await client.cleanUp { if (try? await holds(body, key)) == true { try? await delete(key) } }
        }
        throw error
    }

    private func holds(_ body: S3Body, _ key: ObjectKey) async throws -> Bool {
        guard try await stat(key)?.size == body.size else { return false }
        return try await readAll(key, limit: max(1, Int(body.size))) == Array(body.bytes.readableBytesView)
    }

    private static func exists(_ key: ObjectKey) -> LifeboatError {
        LifeboatError(.alreadyExists, "\(key) exists already")
    }

    /// How the object is to be kept.
    private func headers() -> [(String, String)] {
        var headers = [("content-type", "application/octet-stream")]
        if let storageClass = configuration.storageClass { headers.append(("x-amz-storage-class", storageClass)) }
        switch configuration.encryption {
        case nil: break
        case .aes256: headers.append(("x-amz-server-side-encryption", "AES256"))
        case .kms(let keyID):
            headers.append(("x-amz-server-side-encryption", "aws:kms"))
            if let keyID { headers.append(("x-amz-server-side-encryption-aws-kms-key-id", keyID)) }
        }
        if let lock = configuration.objectLock {
            let until = client.now().addingTimeInterval(TimeInterval(lock.days) * 86_400)
            headers.append(("x-amz-object-lock-mode", lock.mode.rawValue.uppercased()))
            headers.append(("x-amz-object-lock-retain-until-date", UTCTime.extended(until)))
        }
        return headers
    }
}
