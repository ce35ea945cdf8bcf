import Foundation
import LifeboatCore

/// Writes one new file from front to back with several WRITEs on their way.
struct SFTPUpload {
    private let connection: SFTPConnection
    private let features: SFTPFeatures
    private let handle: SFTPRequest.Handle
    private let folder: String
    private let place: String
    private let chunk: Int
    /// Bytes sent whose answers are still to come.
    private let window: Int
    private var inFlight: [(reply: SFTPReply<SFTPAnswer>, count: Int)] = []
    private var bytesInFlight = 0
    private(set) var size: Int64 = 0
    /// The server gives a closed handle to the next file: it must not be closed twice.
    private(set) var isClosed = false

    /// - Parameters:
    ///   - folder: of the file, to see whether there is room.
    ///   - place: for messages.
    init(
        _ connection: SFTPConnection, _ features: SFTPFeatures, _ handle: SFTPRequest.Handle, folder: String,
        place: String
    ) {
        self.connection = connection
        self.features = features
        self.handle = handle
        self.folder = folder
        self.place = place
        chunk = connection.route.habits.writeChunk ?? features.writeChunk
        window = connection.route.habits.window
    }

    mutating func write(_ block: Block) async throws {
        var offset = 0
        while offset < block.count {
            let count = min(chunk, block.count - offset)
            while bytesInFlight > 0, bytesInFlight + count > window { try await settleOldest() }
            let reply = connection.send(
                .write(handle, offset: UInt64(size), count: count), block.slice(offset..<offset + count))
            inFlight.append((reply, count))
            bytesInFlight += count
            size += Int64(count)
            offset += count
        }
    }

    /// Every byte has arrived, is on the disk where the server offers that, and the file has its size, when this
    /// returns. Says when it was written, by the server's clock.
    mutating func finish() async throws -> Date? {
        while !inFlight.isEmpty { try await settleOldest() }
        let syncing = features.offers(.fsync) ? connection.send(.sync(handle)) : nil
        if let syncing { try await require(syncing, "sync") }
        let attributes = try await connection.attributes(.handleStatus(handle), place)
        if let stored = attributes?.size, stored != UInt64(size) {
            throw LifeboatError(.corrupted, "\(place) has \(stored) bytes after \(size) were written")
        }
        // Some servers say only now that they could not keep everything.
        try await require(close(), "close")
        return attributes?.modified
    }

    @discardableResult
    mutating func close() -> SFTPReply<SFTPAnswer> {
        isClosed = true
        return connection.send(.close(handle))
    }

    private mutating func settleOldest() async throws {
        let oldest = inFlight.removeFirst()
        bytesInFlight -= oldest.count
        let status = try await SFTPConnection.status(oldest.reply)
        guard status.code != .ok else { return }
        // Where the server only passes the bytes on, closing the file may say more.
        let closing = try await SFTPConnection.status(close())
        throw try await connection.failure(closing.code == .ok ? status : closing, "write", place, below: folder)
    }

    private func require(_ reply: SFTPReply<SFTPAnswer>, _ what: String) async throws {
        let status = try await SFTPConnection.status(reply)
        guard status.code != .ok else { return }
        throw try await connection.failure(status, what, place, below: folder)
    }
}
