package import AsyncHTTPClient
package import LifeboatCore
import NIOCore
import NIOHTTP1

/// Reads one object, or a part of it. When the connection breaks, it asks for the rest.
package struct WebDownload {
    /// How often in a row the connection may break without a byte in between.
    private static let breaks = 3

    private let range: Range<Int64>?
    private let pool: BlockPool
    private let open: @Sendable ([(String, String)]) async throws -> HTTPClientResponse
    private let trouble: @Sendable (any Error) -> LifeboatError

    /// - Parameters:
    ///   - range: lies within the object; `nil` for all of it.
    ///   - pool: where the blocks come from that are filled.
    ///   - open: asks for the object, with these headers beside the request's own.
    ///   - trouble: says what went wrong on the way.
    package init(
        range: Range<Int64>?, pool: BlockPool,
        open: @escaping @Sendable ([(String, String)]) async throws -> HTTPClientResponse,
        trouble: @escaping @Sendable (any Error) -> LifeboatError
    ) {
        self.range = range
        self.pool = pool
        self.open = open
        self.trouble = trouble
    }

    /// Opens the object for the time of `consume`.
    package func run<Value: Sendable>(_ consume: (ByteStream) async throws -> Value) async throws -> Value {
        let first = try await open(after: 0, tag: nil)
        let (writer, reader) = BytePipe.make()
        // Cancelled when we leave, as after a reader that has seen enough.
        async let _ = transfer(first, into: writer)
        return try await consume(reader.stream)
    }

    private func open(after received: Int64, tag: String?) async throws -> HTTPClientResponse {
        var headers: [(String, String)] = []
        let isPart = range != nil || received > 0
        if isPart {
            let start = (range?.lowerBound ?? 0) + received
            headers.append(("range", "bytes=\(start)-" + (range.map { "\($0.upperBound - 1)" } ?? "")))
        }
        // The object that we began with, or none.
        if let tag { headers.append(("if-match", tag)) }
        let response: HTTPClientResponse
        do {
            response = try await open(headers)
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            throw LifeboatError(.failed, "the object was replaced while it was read", why: error.why)
        }
        guard isPart else { return response }
        // rclone's server gives a part with status 200.
        guard let given = response.headers.first(name: "content-range") else {
            throw LifeboatError(.failed, "the server does not know how to give a part of an object")
        }
        guard given.hasPrefix("bytes \((range?.lowerBound ?? 0) + received)-") else {
            throw LifeboatError(
                .failed, "the server gives another part of the object than it was asked for", why: given)
        }
        // Not every server, and no cache before it, heeds `If-Match`.
        if let tag, let other = response.headers.first(name: "etag"), other != tag {
            throw LifeboatError(.failed, "the object was replaced while it was read", why: "\(tag) is \(other) now")
        }
        return response
    }

    private func transfer(_ first: HTTPClientResponse, into writer: BytePipe.Writer) async {
        do {
            try await copy(first, into: writer)
            writer.finish()
        } catch {
            writer.fail(error)
        }
    }

    private func copy(_ first: HTTPClientResponse, into writer: BytePipe.Writer) async throws {
        guard let size = first.headers.first(name: "content-length").flatMap({ Int64($0) }) else {
            throw LifeboatError(.failed, "the server does not say how much it sends")
        }
        // What a weak one stands for may have changed.
        let tag = first.headers.first(name: "etag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
        var body = first.body.makeAsyncIterator()
        var received: Int64 = 0
        var breaks = 0
        var block = pool.block()
        while received < size {
            do {
                guard let buffer = try await body.next() else {
                    throw LifeboatError(.temporary, "the answer ended \(size - received) bytes early")
                }
                received += Int64(buffer.readableBytes)
                breaks = 0
                var offset = 0
                while offset < buffer.readableBytes {
                    offset += buffer.withUnsafeReadableBytes { bytes in
                        block.append(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
                    }
                    guard block.isFull else { continue }
                    try await write(block.freeze(), into: writer)
                    block = pool.block()
                }
            } catch let error as ReaderGone {
                throw error.reason
            } catch {
                let trouble = trouble(error)
                guard trouble.kind == .temporary, tag != nil, breaks < Self.breaks else { throw trouble }
                breaks += 1
                body = try await open(after: received, tag: tag).body.makeAsyncIterator()
            }
        }
        if block.count > 0 { try await writer.write(block.freeze()) }
    }

    /// Sets what the reader throws apart from what the server does.
    private struct ReaderGone: Error {
        var reason: any Error
    }

    private func write(_ block: Block, into writer: BytePipe.Writer) async throws {
        do {
            try await writer.write(block)
        } catch {
            throw ReaderGone(reason: error)
        }
    }
}
