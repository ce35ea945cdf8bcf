import Foundation
package import LifeboatCore
import LifeboatWeb
import NIOCore
import NIOHTTP1

/// Objects as files of a WebDAV server (RFC 4918): the key is the path below the configured folder.
///
/// - An object is written under a temporary name in its own folder and then renamed: it is visible only once it is whole.
/// - Requests that may be sent twice are tried again when they fail for a moment. The body of a large object is sent once.
/// - What a server says of a place is taken for that place only, whatever it calls it.
/// - To remove a folder removes all that is in it. So only folders that have been empty for long are removed, by
///   ``removeAbandoned(below:olderThan:)``.
package struct WebDAVStorage: Storage {
    let client: WebDAVClient
    let pool: BlockPool
    let randomness: @Sendable () -> UInt64
    /// The components of the path that all keys are below.
    private let root: [String]
    private let location: String

    /// - Parameters:
    ///   - environment: names the proxies.
    ///   - pool: where the blocks come from that ``read(_:range:_:)`` fills.
    ///   - waiting: what the pauses between two tries are made of; its dice make temporary names unique.
    package init(
        _ configuration: WebDAVStorageConfiguration, environment: [String: String], pool: BlockPool, waiting: Waiting
    ) {
        client = WebDAVClient(configuration, environment: environment, waiting: waiting)
        self.pool = pool
        randomness = waiting.randomness
        root = [configuration.server.path, configuration.folder].flatMap { $0.split(separator: "/").map(String.init) }
        location = configuration.location
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        guard key != .root, let entry = try await entry(at: components(of: key)), !entry.isFolder else { return nil }
        return try object(key, entry)
    }

    func object(_ key: ObjectKey, _ entry: WebDAVEntry) throws -> StoredObject {
        guard let size = entry.size else {
            throw LifeboatError(.failed, "the server does not say how large \(key) is")
        }
        return StoredObject(key: key, size: size, modified: entry.modified)
    }

    package func delete(_ key: ObjectKey) async throws {
        // A folder would go with everything in it.
        guard try await stat(key) != nil else { return }
        try await remove(path(of: components(of: key)))
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        // Of a folder many servers make a page for people.
        guard let object = try await stat(key) else {
            throw LifeboatError(.notFound, "there is no object \(location)/\(key)")
        }
        let part = range?.clamped(to: 0..<object.size)
        if part?.isEmpty ?? (object.size == 0) { return try await consume(ByteStream([])) }
        let (client, path) = (client, path(of: components(of: key)))
        return try await WebDownload(
            range: part, pool: pool, open: { try await client.open(WebDAVRequest(.GET, path, $0)) },
            trouble: client.trouble
        ).run(consume)
    }

    /// Removes a file, or an empty folder. Removing nothing succeeds.
    func remove(_ path: String) async throws {
        do {
            _ = try await client.answer(to: WebDAVRequest(.DELETE, path))
        } catch let error as LifeboatError where error.kind == .notFound {
            return
        }
    }

    // MARK: What the server says

    /// One file or folder; `nil` when there is none.
    func entry(at components: [String]) async throws -> WebDAVEntry? {
        let path = components.isEmpty ? "/" : path(of: components)
        return try await entries(below: path, components, depth: "0")?.first
    }

    /// What lies directly in a folder, by name; `nil` when there is no such folder.
    func entries(of folder: ObjectKey) async throws -> [(name: String, entry: WebDAVEntry)]? {
        let components = components(of: folder)
        guard let found = try await entries(below: path(of: components) + "/", components, depth: "1"),
            found.contains(where: { $0.path == components && $0.isFolder })
        else { return nil }
        return found.compactMap { entry in entry.path == components ? nil : entry.path.last.map { ($0, entry) } }
    }

    /// What is there, this place among it; `nil` where there is nothing.
    ///
    /// - Throws: when the server speaks of anything but this place and what lies directly in it, or does not say all of it: what
    ///   it does not tell must not be taken for gone.
    private func entries(below path: String, _ components: [String], depth: String) async throws -> [WebDAVEntry]? {
        let request = WebDAVRequest(
            .PROPFIND, path, [("depth", depth), ("content-type", "application/xml; charset=utf-8")],
            body: .small(ByteBuffer(string: WebDAVEntry.question)))
        let answer: WebAnswer
        do {
            answer = try await client.answer(to: request, limit: 64 << 20)
        } catch let error as LifeboatError where error.kind == .notFound {
            return nil
        }
        guard let document = XMLElement.parse(answer.body), document.name == "multistatus" else {
            throw LifeboatError(
                .failed, "the server's answer is none of WebDAV", why: "\(answer.status) to \(request.method) \(path)",
                hint: "does `host` name what the server offers by WebDAV, its path included?")
        }
        // Some say so for the place itself instead of with the status of the whole; others are gone since they were listed.
        let responses = document.all("response").filter { $0["status"]?.text.contains(" 404 ") != true }
        if responses.isEmpty, !document.all("response").isEmpty { return nil }
        let entries = try responses.map { response in
            guard let entry = WebDAVEntry(response),
                entry.path == components || depth == "1" && entry.path.dropLast() == components[...]
            else {
                throw LifeboatError(
                    .failed, "the server was asked for \(path) and answers for \(response["href"]?.text ?? "nothing")",
                    hint:
                        "does a proxy before it change paths? `host` has to be the address that the server itself knows"
                )
            }
            guard entry.isKnown else {
                throw LifeboatError(
                    .temporary, "the server does not say what \(response["href"]?.text ?? path) is",
                    why: response["status"]?.text)
            }
            return entry
        }
        guard entries.contains(where: { $0.path == components }) else {
            throw LifeboatError(.failed, "the server was asked for \(path) and does not answer for it")
        }
        return entries
    }

    // MARK: Names

    func components(of key: ObjectKey) -> [String] { root + key.components.map(\.escaped) }

    func path(of components: [String]) -> String { components.map { "/\($0.percentEncoded())" }.joined() }
}
