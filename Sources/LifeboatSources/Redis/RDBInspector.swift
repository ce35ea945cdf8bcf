import LifeboatCore

/// Reads along with an RDB file and decides whether it is whole, by its checksum and its end mark.
///
/// What `redis-cli --rdb -` writes to a pipe may have 40 more bytes: the mark by which a server that sends a file of
/// unknown size says that it ends (`repl-diskless-sync`, the default of Redis 7). ``fileSize`` is without it.
struct RDBInspector: DumpInspector {
    /// What is kept back: the end opcode and checksum are found in it, whether the mark follows or not.
    static let trailerSize = 1 + checksumSize + markSize

    private static let headerSize = 9
    private static let checksumSize = 8
    private static let markSize = 40
    /// Before version 5 (Redis 2.6) there was no checksum.
    private static let oldestVersion = 5

    private var header: [UInt8] = []
    private var version = 0
    private var walk = RDBWalk(at: Int64(headerSize))
    private var checksum = CRC64(CRC64.redis)
    /// The last bytes, which the checksum does not know yet.
    private var tail: [UInt8] = []
    /// How much has passed.
    private(set) var size: Int64 = 0

    /// How much of what passed is the file; known at the end.
    private(set) var fileSize: Int64 = 0
    private(set) var facts: [String: String] = [:]

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        size += Int64(bytes.count)
        var body = bytes
        if header.count < Self.headerSize {
            let missing = min(Self.headerSize - header.count, bytes.count)
            header += bytes.prefix(missing)
            if header.count == Self.headerSize { try readHeader() }
            body = UnsafeRawBufferPointer(rebasing: bytes[missing...])
        }
        walk.process(body)
        if bytes.count >= Self.trailerSize {
            checksum.update(tail)
            checksum.update(UnsafeRawBufferPointer(rebasing: bytes.dropLast(Self.trailerSize)))
            tail = Array(bytes.suffix(Self.trailerSize))
        } else {
            tail += bytes
            let surplus = max(0, tail.count - Self.trailerSize)
            checksum.update(tail[..<surplus])
            tail.removeFirst(surplus)
        }
    }

    mutating func finish() throws -> Evidence {
        guard header.count == Self.headerSize else {
            throw LifeboatError(.incomplete, "the dump is no RDB file", why: "it has only \(size) bytes")
        }
        guard let mark = [0, Self.markSize].first(where: { isWhole(mark: $0) }) else {
            throw LifeboatError(
                .incomplete, "the RDB file is not whole",
                why: "its end mark is missing, or its checksum is not that of its contents",
                hint: "look at the server's log: it ends a transfer when it runs out of memory or disk")
        }
        fileSize = size - Int64(mark)
        noteFacts()
        return evidence
    }

    private mutating func readHeader() throws {
        let text = String(decoding: header, as: UTF8.self)
        let name = ["REDIS", "VALKEY"].first { text.hasPrefix($0) }
        guard let name, let number = Int(text.dropFirst(name.count)) else {
            let shown = text.unicodeScalars.map { $0.isASCII && $0.value >= 32 ? String($0) : "?" }.joined()
            throw LifeboatError(
                .failed, "what came is no RDB file", why: "it begins with `\(shown)`",
                hint: "is this a Redis or Valkey server, and may this user replicate it?")
        }
        guard number >= Self.oldestVersion else {
            throw LifeboatError(.refused, "RDB version \(number) has no checksum", hint: "it takes Redis 2.6 or newer")
        }
        version = number
    }

    /// Whether the file ends here, before a mark of this size.
    ///
    /// A server with `rdbchecksum no` writes zeros: then the walk must have found its end at the same place.
    private func isWhole(mark: Int) -> Bool {
        let end = tail.count - mark
        guard end > Self.checksumSize else { return false }
        let body = tail[..<(end - Self.checksumSize)]
        guard body.last == RDBGrammar.endOfFile, tail[end...].allSatisfy(Self.isHexadecimal) else { return false }
        let stored = tail[(end - Self.checksumSize)..<end].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard stored != 0 else {
            return walk.progress == .ended(at: size - Int64(mark + Self.checksumSize))
        }
        var checksum = checksum
        checksum.update(body)
        return stored == checksum.value
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// Whether the walk went through all of the file: only then its counts are those of the file.
    private var isCounted: Bool { walk.progress == .ended(at: fileSize - Int64(Self.checksumSize)) }

    private var evidence: Evidence {
        guard isCounted else { return Evidence() }
        var counts = ["keys that expire": walk.expiring, "function libraries": walk.functions]
        var total: Int64 = 0
        for (database, count) in walk.keys {
            counts["keys of database \(database)"] = count
            total += count
        }
        counts["keys"] = total
        return Evidence(counts: counts)
    }

    private mutating func noteFacts() {
        facts = ["rdb_version": String(version)]
        let names = [
            "redis-ver": "redis_version", "valkey-ver": "valkey_version", "used-mem": "used_memory",
            "repl-id": "replication_id", "repl-offset": "replication_offset",
        ]
        for (name, fact) in names { if let value = walk.fields[name] { facts[fact] = value } }
        if tail.dropLast(Int(size - fileSize)).suffix(Self.checksumSize).allSatisfy({ $0 == 0 }) {
            facts["checksum"] = "none: the server has `rdbchecksum no`"
        }
        if case .lost(let reason) = walk.progress {
            facts["not_counted"] = reason
        } else if !isCounted {
            facts["not_counted"] = "its end was found at another place than its checksum says"
        }
    }
}
