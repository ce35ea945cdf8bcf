package import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOHTTP1

/// Objects in a bucket of Amazon S3, or of one of the many servers that speak its language: the key is the path below
/// the configured folder.
///
/// An object is there once it is whole, by S3's own rules: a small one is sent in one request, a larger one in parts
/// that are put together by the last request. Requests that fail for a moment are tried again.
package struct S3Storage: Storage {
    var configuration: S3StorageConfiguration
    let client: S3Client
    let pool: BlockPool
    let buffers = S3PartBuffers()
    /// With a slash at its end, or empty.
    let folder: String

    /// - Parameters:
    ///   - environment: holds proxies and, where the configuration has none, credentials.
    ///   - pool: where the blocks come from that ``read(_:range:_:)`` fills.
    ///   - now: dates the signatures.
    ///   - waiting: what the pauses between two tries are made of.
    package init(
        _ configuration: S3StorageConfiguration, environment: [String: String], pool: BlockPool,
        now: @escaping @Sendable () -> Date, waiting: Waiting
    ) {
        self.configuration = configuration
        self.pool = pool
        let parts = configuration.folder.split(separator: "/")
        folder = parts.isEmpty ? "" : parts.joined(separator: "/") + "/"
        client = S3Client(configuration, environment: environment, now: now, waiting: waiting)
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        guard key != .root else { return nil }
        do {
            let answer = try await client.answer(to: S3Request(.HEAD, key: name(of: key)))
            guard let size = answer.headers.first(name: "content-length").flatMap({ Int64($0) }) else {
                throw LifeboatError(.failed, "the server does not say how large \(key) is")
            }
            let modified = answer.headers.first(name: "last-modified").flatMap(WebTime.parse)
            return StoredObject(key: key, size: size, modified: modified)
        } catch let error as LifeboatError where error.kind == .notFound {
            return nil
        }
    }

    package func delete(_ key: ObjectKey) async throws {
        guard key != .root else { return }
        // Servers that keep objects as files take `a/b` for `a`, or the folder `a` for an object. Where there are versions,
        // to remove nothing leaves a mark. Amazon's own needs no asking: it does what it says.
        if !client.isAmazon, try await stat(key) == nil { return }
        do {
            _ = try await client.answer(to: S3Request(.DELETE, key: name(of: key)))
        } catch let error as LifeboatError where error.kind == .notFound {
            return
        }
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        var part = range
        if let range {
            guard let object = try await stat(key) else {
                throw LifeboatError(.notFound, "there is no object \(key)")
            }
            let known = range.clamped(to: 0..<object.size)
            if known.isEmpty { return try await consume(ByteStream([])) }
            part = known
        }
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        let (client, name) = (client, name(of: key))
        let download = WebDownload(
            range: part, pool: pool,
            open: { headers in
                var request = S3Request(.GET, key: name)
                request.headers = headers
                return try await client.open(request)
            }, trouble: client.trouble)
        return try await download.run(consume)
    }

    /// Its whole name in the bucket.
    func name(of key: ObjectKey) -> String { folder + key.path }

    /// What the names of all objects below a key begin with.
    func prefix(of key: ObjectKey) -> String { key == .root ? folder : name(of: key) + "/" }

    /// `nil` where somebody else keeps something in our folder.
    func key(of name: String) -> ObjectKey? {
        name.hasPrefix(folder) ? ObjectKey(path: String(name.dropFirst(folder.count))) : nil
    }
}
