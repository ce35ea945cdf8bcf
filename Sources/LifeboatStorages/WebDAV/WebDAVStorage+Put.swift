import Foundation
package import LifeboatCore
import NIOCore
import NIOHTTP1

extension WebDAVStorage {
    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key != .root else { throw LifeboatError(.refused, "an object needs a name") }
        // Before the first byte; the renaming decides. It also makes the server ask who we are.
        if options.onExisting == .fail, try await stat(key) != nil { throw exists(key) }
        let temporary = components(of: key.parent) + [TemporaryNames().name(randomness())]
        try await makeFolder(temporary.dropLast())
        do {
            let size = try await write(body, to: temporary)
            try Task.checkCancellation()
            guard try await entry(at: temporary)?.size == size else {
                throw LifeboatError(.incomplete, "the server did not keep the \(size) bytes that it was sent")
            }
            try await rename(temporary, to: key, size: size, options.onExisting)
            return StoredObject(key: key, size: size)
        } catch {
            // What cannot be removed now is found by `removeAbandoned`.
            await client.cleanUp { try? await remove(path(of: temporary)) }
            throw error
        }
    }

    /// - Returns: how many bytes it was.
    private func write(_ body: ByteStream, to temporary: [String]) async throws -> Int64 {
        let first = try await body.next()
        guard let first, let second = try await body.next() else {
            let bytes = first.map { block in block.withUnsafeBytes { ByteBuffer(bytes: $0) } } ?? ByteBuffer()
            _ = try await client.answer(to: WebDAVRequest(.PUT, path(of: temporary), body: .small(bytes)))
            return Int64(bytes.readableBytes)
        }
        // It may have taken long to get here. What a server asks anew now, it does not ask in the middle of the body.
        _ = try await entry(at: temporary.dropLast())
        let begun = ByteStream(blocks: [first, second])
        let whole = ByteStream {
            if let block = try await begun.next() { return block }
            return try await body.next()
        }
        return try await send(whole, to: path(of: temporary))
    }

    /// Sends a body of unknown length, and notices when the server refuses it before it has everything.
    private func send(_ body: ByteStream, to path: String) async throws -> Int64 {
        let (writer, reader) = BytePipe.make()
        return try await withThrowingTaskGroup(of: Int64.self) { group in
            group.addTask {
                do {
                    _ = try await client.answer(to: WebDAVRequest(.PUT, path, body: .stream(reader.stream)))
                    return 0
                } catch {
                    reader.abandon(LifeboatError(wrapping: error))
                    throw error
                }
            }
            group.addTask {
                do {
                    var size: Int64 = 0
                    while let block = try await body.next() {
                        try await writer.write(block)
                        size += Int64(block.count)
                    }
                    writer.finish()
                    return size
                } catch {
                    writer.fail(error)
                    throw error
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// Makes a folder, and those above it as far as they are missing.
    private func makeFolder(_ components: ArraySlice<String>) async throws {
        guard !components.isEmpty else { return }
        let request = WebDAVRequest(.MKCOL, path(of: Array(components)) + "/")
        for isLast in [false, true] {
            do {
                _ = try await client.answer(to: request)
                return
            } catch let error as LifeboatError where error.kind == .refused {
                // 405 (RFC 4918, 9.3.1): there is something of this name.
                return
            } catch let error as LifeboatError where [.failed, .notFound].contains(error.kind) && !isLast {
                // 409, as some say 404: the one above is missing.
                guard components.count > 1 else { throw error }
                try await makeFolder(components.dropLast())
            }
        }
    }

    private func rename(
        _ temporary: [String], to key: ObjectKey, size: Int64, _ onExisting: PutOptions.OnExisting
    ) async throws {
        let request = WebDAVRequest(
            .MOVE, path(of: temporary),
            [
                ("destination", client.url(of: path(of: components(of: key)))),
                ("overwrite", onExisting == .fail ? "F" : "T"),
            ])
        do {
            try await client.retrying {
                do {
                    _ = try await client.answer(to: request)
                    guard try await stat(key)?.size == size else {
                        throw LifeboatError(.incomplete, "the server renamed the object and does not have it whole")
                    }
                } catch let error as LifeboatError where error.kind == .temporary {
                    // Only the answer may be lost. Then the temporary name is gone and ours is the object.
                    guard try await isRenamed(temporary, to: key, size) else { throw error }
                }
            }
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            throw exists(key)
        } catch let error as LifeboatError where error.kind == .interrupted && onExisting == .fail {
            // What we throw for must not stay.
            await client.cleanUp {
                if (try? await isRenamed(temporary, to: key, size)) == true { try? await delete(key) }
            }
            throw error
        }
    }

    /// Whether the temporary name is gone, and an object of this size is there.
    private func isRenamed(_ temporary: [String], to key: ObjectKey, _ size: Int64) async throws -> Bool {
        guard try await entry(at: temporary) == nil else { return false }
        return try await stat(key)?.size == size
    }

    private func exists(_ key: ObjectKey) -> LifeboatError {
        LifeboatError(.alreadyExists, "\(key) exists already")
    }
}
