package import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
extension S3Storage {
    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        var token: String?
        repeat {
            try Task.checkCancellation()
            var request = S3Request(.GET)
            request.query = [("list-type", "2"), ("prefix", self.prefix(of: prefix))]
            if let token { request.query.append(("continuation-token", token)) }
            let listing = try await client.element("ListBucketResult", answering: request)
            let objects = try listing.all("Contents").compactMap(object)
            if !objects.isEmpty { try await page(objects) }
            token = try Self.next("NextContinuationToken", of: listing, after: token)
        } while token != nil
    }

    /// Where a listing goes on; `nil` where it is complete.
    ///
    /// - Throws: where the server says that there is more and not where: what it has not told must not be taken for gone.
    private static func next(_ name: String, of listing: XMLElement, after last: String?) throws -> String? {
        guard listing["IsTruncated"]?.text == "true" else { return nil }
        guard let next = listing[name]?.text, !next.isEmpty, next != last else {
            throw LifeboatError(
                .incomplete, "the server lists a part of the objects and does not say where it goes on",
                hint: "does it know version 2 of S3's listing (ListObjectsV2)?")
        }
        return next
    }

    private func object(_ element: XMLElement) throws -> StoredObject? {
        guard let name = element["Key"]?.text, let key = key(of: name), key != .root else { return nil }
        guard let size = element["Size"].flatMap({ Int64($0.text) }) else {
            throw LifeboatError(.failed, "the server does not say how large \(name) is")
        }
        return StoredObject(key: key, size: size, modified: element["LastModified"].flatMap { WebTime.parse($0.text) })
    }
}

/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
extension S3Storage: AbandonedUploads {
    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        var removed = 0
        var marker: [(String, String)] = []
        repeat {
            try Task.checkCancellation()
            var request = S3Request(.GET)
            request.query = [("uploads", ""), ("prefix", self.prefix(of: prefix))] + marker
            guard let listing = try await uploads(request) else { return removed }
            for upload in listing.all("Upload") where isAbandoned(upload, below: prefix, cutoff) {
                guard let name = upload["Key"]?.text, let id = upload["UploadId"]?.text else { continue }
                var abort = S3Request(.DELETE, key: name)
                abort.query = [("uploadId", id)]
                _ = try await client.answer(to: abort)
                removed += 1
            }
            marker = []
            if listing["IsTruncated"]?.text == "true", let key = listing["NextKeyMarker"]?.text {
                marker =
                    [("key-marker", key)]
                    + (listing["NextUploadIdMarker"].map { [("upload-id-marker", $0.text)] } ?? [])
            }
        } while !marker.isEmpty
        return removed
    }

    /// `nil` where the server does not know how to list them.
    private func uploads(_ request: S3Request) async throws -> XMLElement? {
        do {
            return try await client.element("ListMultipartUploadsResult", answering: request)
        } catch let error as LifeboatError where error.kind == .refused || error.what.hasSuffix("NoSuchUpload)") {
            // The second is how rclone's server says it.
            return nil
        }
    }

    private func isAbandoned(_ upload: XMLElement, below prefix: ObjectKey, _ cutoff: Date) -> Bool {
        guard let name = upload["Key"]?.text, let key = key(of: name), key.isBelow(prefix),
            let begun = upload["Initiated"].flatMap({ WebTime.parse($0.text) })
        else { return false }
        return begun < cutoff
    }
}
