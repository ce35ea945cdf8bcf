import LifeboatCore

/// Reads along with an xbstream, a series of chunks: counts its files, and sees whether each has ended.
///
/// A chunk: `XBSTCK01`, flags (1 byte), a kind (`P` bytes of a file, `E` its end), the length of the path (4 bytes, the
/// lowest first) and the path; and for `P` the length of the bytes (8), their place (8), a checksum (4) and the bytes.
/// See `storage/innobase/xtrabackup/doc` of Percona XtraBackup, "The xbstream format".
struct XtraBackupStreamInspector: DumpInspector {
    private enum Part {
        case header
        case path(kind: UInt8)
        case payloadHeader
        case payload
        /// Of a kind that is not known here: the rest is not looked at.
        case unknown
    }

    private static let checkpoints = Array("_checkpoints".utf8)
    private static let magic = Array("XBSTCK01".utf8)
    private static let longestPath = 4_096

    private var part = Part.header
    private var buffer: [UInt8] = []
    private var wanted = 14
    private var skipping: UInt64 = 0
    private var files: Int64 = 0
    private var isBetweenChunks = true
    /// Files that have begun and not ended: a few, since they are read side by side.
    private var open: Set<[UInt8]> = []
    private var hasCheckpoints = false

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        var index = 0
        while index < bytes.count {
            switch part {
            case .unknown: return
            case .payload:
                let step = Int(min(skipping, UInt64(bytes.count - index)))
                skipping -= UInt64(step)
                index += step
                if skipping == 0 { beginChunk() }
            case .header, .path, .payloadHeader:
                let step = min(wanted - buffer.count, bytes.count - index)
                buffer.append(contentsOf: bytes[index..<index + step])
                index += step
                isBetweenChunks = false
                if buffer.count == wanted { try endPart() }
            }
        }
    }

    func finish() throws -> Evidence {
        if case .unknown = part { return Evidence() }
        guard isBetweenChunks, open.isEmpty, hasCheckpoints else {
            throw LifeboatError(.incomplete, "the stream ends before all of its files have ended")
        }
        return Evidence(counts: ["files": files])
    }

    private mutating func endPart() throws {
        switch part {
        case .header:
            guard buffer.starts(with: Self.magic) else {
                throw LifeboatError(.corrupted, "the backup is no xbstream", why: "a chunk does not begin as one")
            }
            let kind = buffer[9]
            guard kind == UInt8(ascii: "P") || kind == UInt8(ascii: "E") else {
                part = .unknown
                return
            }
            let length = number(at: 10, bytes: 4)
            guard length > 0, length <= Self.longestPath else {
                throw LifeboatError(.corrupted, "the backup is no xbstream", why: "a path of \(length) bytes")
            }
            part = .path(kind: kind)
            want(Int(length))
        case .path(let kind):
            if kind == UInt8(ascii: "E") {
                open.remove(buffer)
                files += 1
                // Of the last that are written; its name begins with that of the program.
                hasCheckpoints = hasCheckpoints || buffer.suffix(Self.checkpoints.count).elementsEqual(Self.checkpoints)
                beginChunk()
            } else {
                open.insert(buffer)
                part = .payloadHeader
                want(20)
            }
        case .payloadHeader:
            skipping = number(at: 0, bytes: 8)
            part = .payload
            if skipping == 0 { beginChunk() }
        case .payload, .unknown: break
        }
    }

    private mutating func beginChunk() {
        part = .header
        isBetweenChunks = true
        want(14)
    }

    private mutating func want(_ count: Int) {
        buffer.removeAll(keepingCapacity: true)
        wanted = count
    }

    private func number(at start: Int, bytes count: Int) -> UInt64 {
        buffer[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
