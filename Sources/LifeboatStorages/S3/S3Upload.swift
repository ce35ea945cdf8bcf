import Crypto
import Foundation
import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// One upload in parts: begun, sent several parts at a time, and put together, or called off.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
struct S3Upload {
    /// One that the server has.
    private struct Part {
        var number: Int
        var tag: String
        var checksum: String?
        var size: Int64
    }

    private let client: S3Client
    private let key: String
    private let plan: S3PartPlan
    private let headers: [(String, String)]
    private let isExclusive: Bool

    init(_ client: S3Client, key: String, _ plan: S3PartPlan, headers: [(String, String)], _ options: PutOptions) {
        self.client = client
        self.key = key
        self.plan = plan
        self.headers = headers
        isExclusive = options.onExisting == .fail
    }

    /// - Returns: how many bytes the object has.
    func run(_ parts: S3PartCutter) async throws -> Int64 {
        let id = try await begin()
        do {
            let sent = try await send(parts, to: id)
            try Task.checkCancellation()
            try await complete(id, sent)
            return sent.reduce(0) { $0 + $1.size }
        } catch {
            // An upload that cannot be called off now is found by the next expiry.
            await client.cleanUp { await abort(id) }
            throw error
        }
    }

    private func begin() async throws -> String {
        var request = S3Request(.POST, key: key)
        request.query = [("uploads", "")]
        request.headers = headers
        if client.sendsChecksums { request.headers.append(("x-amz-checksum-algorithm", "CRC32")) }
        let answer = try await client.element(
            "InitiateMultipartUpload", answering: request, tries: S3Client.triesOfUploads)
        guard let id = answer["UploadId"]?.text, !id.isEmpty else {
            throw LifeboatError(.failed, "the server began an upload and gave it no id")
        }
        return id
    }

    private func send(_ parts: S3PartCutter, to id: String) async throws -> [Part] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            var sent: [Part] = []
            var inFlight = 0
            let buffers = parts.buffers
            for number in 1... {
                guard number <= S3PartPlan.lastPart else {
                    throw LifeboatError(
                        .refused, "the object has more than \(S3PartPlan.lastPart) parts",
                        hint: "give the storage a larger `part_size`")
                }
                let part = try await parts.next(plan.size(ofPart: number), isSigned: client.signsParts)
                while inFlight >= plan.inFlight(withPart: number), let done = try await group.next() {
                    sent.append(done)
                    inFlight -= 1
                }
                group.addTask { try await send(part, number, to: id, buffers) }
                inFlight += 1
                if parts.isAtEnd { break }
            }
            for try await done in group { sent.append(done) }
            return sent.sorted { $0.number < $1.number }
        }
    }

    private func send(_ body: S3Body, _ number: Int, to id: String, _ buffers: S3PartBuffers) async throws -> Part {
        defer { buffers.recycle(body.bytes) }
        var request = S3Request(.PUT, key: key, body: body)
        request.query = [("partNumber", "\(number)"), ("uploadId", id)]
        let answer = try await at("part \(number)") { try await send(request, body) }
        guard let tag = answer.headers.first(name: "etag") else {
            throw LifeboatError(.failed, "the server took part \(number) and gave no ETag")
        }
        return Part(
            number: number, tag: tag, checksum: client.sendsChecksums ? body.checksum?.value : nil, size: body.size)
    }

    /// A part whose digest is not signed counts when the server answers with its checksum, which shows that it was checked.
    /// Where it does not, or where a bucket's policy wants signatures, this one is sent again and all later ones are signed.
    private func send(_ request: S3Request, _ body: S3Body) async throws -> WebAnswer {
        do {
            let answer = try await client.answer(to: request, tries: S3Client.triesOfUploads)
            let isProven = answer.headers.first(name: "x-amz-checksum-crc32") == body.checksum?.value
            if body.sha256 != nil || isProven { return answer }
        } catch let error as LifeboatError where error.kind == .accessDenied && body.sha256 == nil {}
        client.signParts()
        var signed = request
        signed.body = S3Body(body.bytes, sha256: S3Body(body.bytes).sha256, crc32: body.crc32)
        return try await client.answer(to: signed, tries: S3Client.triesOfUploads)
    }

    private func complete(_ id: String, _ parts: [Part]) async throws {
        let list = parts.map { part in
            let checksum = part.checksum.map { "<ChecksumCRC32>\($0)</ChecksumCRC32>" } ?? ""
            let tag = part.tag.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            return "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(tag)</ETag>\(checksum)</Part>"
        }.joined()
        let document =
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(list)</CompleteMultipartUpload>"
        var request = S3Request(.POST, key: key, body: S3Body(ByteBuffer(string: document)))
        request.query = [("uploadId", id)]
        request.isExclusive = isExclusive
        do {
            _ = try await client.element(
                "CompleteMultipartUpload", answering: request, tries: S3Client.triesOfUploads)
        } catch let error as LifeboatError where [.notFound, .alreadyExists].contains(error.kind) {
            // No such upload any more, or an object already: an earlier try got through and only its answer got lost.
            guard let found = try? await client.answer(to: S3Request(.HEAD, key: key)),
                found.headers.first(name: "content-length") == "\(parts.reduce(0) { $0 + $1.size })",
                isOurs(found.headers, parts) ?? (error.kind == .notFound)
            else { throw error }
        }
    }

    /// Whether an object has the tag that is made of the tags of these parts; `nil` where the server makes them otherwise,
    /// as with keys of its own. Without that an object of this size was put together of ours only if the upload is gone.
    private func isOurs(_ object: HTTPHeaders, _ parts: [Part]) -> Bool? {
        guard object.first(name: "x-amz-server-side-encryption")?.hasPrefix("aws:kms") != true else { return nil }
        let digests = parts.map { Self.bytes(ofTag: $0.tag) }
        guard let tag = object.first(name: "etag"), tag.contains("-"),
            digests.allSatisfy({ $0.count == Insecure.MD5.byteCount })
        else { return nil }
        let all = Insecure.MD5.hash(data: digests.flatMap(\.self)).hexadecimal
        return tag.trimmingCharacters(in: ["\""]).lowercased() == "\(all)-\(parts.count)"
    }

    private static func bytes(ofTag tag: String) -> [UInt8] {
        let digits = tag.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func abort(_ id: String) async {
        var request = S3Request(.DELETE, key: key)
        request.query = [("uploadId", id)]
        _ = try? await client.answer(to: request)
    }
}
