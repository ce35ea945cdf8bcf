import LifeboatCore

/// Reads along with the archive of a data directory: is it whole, and would a server start on it.
///
/// The headers are those of POSIX ustar, with sizes of 8 GiB and more in base 256 as GNU tar has them.
struct BaseBackupInspector: DumpInspector {
    /// Without these no server starts, or nobody could tell whether the copy is right.
    private static let needed: Set<String> = ["PG_VERSION", "global/pg_control", "backup_label", "backup_manifest"]
    private static let blockSize = 512
    /// A label has some lines.
    private static let labelLimit = 64 << 10

    private let facts: BaseBackupFacts
    private var header: [UInt8] = []
    /// Bytes of the current member that are still to come, and of the filling behind them.
    private var contentLeft: Int64 = 0
    private var fillingLeft: Int64 = 0
    private var label: [UInt8]?
    private var zeroBlocks = 0
    private var missing = Self.needed
    private var hasWAL = false
    private var summary = (files: Int64(0), bytes: Int64(0))

    init(facts: BaseBackupFacts) {
        self.facts = facts
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            if contentLeft > 0 {
                let piece = rest.prefix(Int(min(contentLeft, Int64(rest.count))))
                if let known = label?.count { label?.append(contentsOf: piece.prefix(Self.labelLimit - known)) }
                contentLeft -= Int64(piece.count)
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
                if contentLeft == 0, let text = label {
                    facts.read(label: text)
                    label = nil
                }
            } else if fillingLeft > 0 {
                let count = Int(min(fillingLeft, Int64(rest.count)))
                fillingLeft -= Int64(count)
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else {
                let count = min(Self.blockSize - header.count, rest.count)
                header.append(contentsOf: rest.prefix(count))
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                guard header.count == Self.blockSize else { return }
                try readHeader()
                header.removeAll(keepingCapacity: true)
            }
        }
    }

    func finish() throws -> Evidence {
        guard zeroBlocks >= 2, header.isEmpty, contentLeft == 0, fillingLeft == 0 else {
            throw LifeboatError(.incomplete, "the archive does not end with its end mark")
        }
        if let file = missing.min() {
            throw LifeboatError(.incomplete, "the backup has no \(file)")
        }
        guard hasWAL else { throw LifeboatError(.incomplete, "the backup has no WAL, without which it does not start") }
        return Evidence(counts: ["files": summary.files, "bytes": summary.bytes])
    }

    private mutating func readHeader() throws {
        guard header.contains(where: { $0 != 0 }) else {
            zeroBlocks += 1
            return
        }
        guard zeroBlocks == 0, header[257..<262].elementsEqual("ustar".utf8), let size = Self.number(header[124..<136])
        else { throw LifeboatError(.corrupted, "what pg_basebackup wrote is not a tar archive") }
        let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
        let kind = header[156]
        guard kind == UInt8(ascii: "0") || kind == 0 else { return }
        contentLeft = size
        fillingLeft = (Int64(Self.blockSize) - size % Int64(Self.blockSize)) % Int64(Self.blockSize)
        summary.files += 1
        summary.bytes += size
        missing.remove(name)
        if name == "backup_label", size > 0 { label = [] }
        let parts = name.split(separator: "/")
        if parts.count == 2, parts[0] == "pg_wal", parts[1].count == 24, parts[1].allSatisfy(\.isHexDigit), size > 0 {
            hasWAL = true
        }
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        if let first = field.first, first & 0x80 != 0 {
            return field.dropFirst().reduce(Int64?(0)) { value, byte in
                value.flatMap { $0 < 1 << 54 ? $0 << 8 | Int64(byte) : nil }
            }
        }
        let digits = field.filter { $0 != 0 && $0 != UInt8(ascii: " ") }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
