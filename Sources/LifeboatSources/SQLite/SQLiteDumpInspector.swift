import Foundation
import LifeboatCore

/// Reads along with a dump and decides whether it is whole.
///
/// `sqlite3 .dump` exits 0 after a damaged page and some failed reads, so nothing but the text tells: no line that
/// reports an error, `COMMIT;` as the last line, and as many `INSERT` lines for each table as the same transaction
/// counted rows. A row is always one line, because the program writes line breaks in texts as `char(10)`.
struct SQLiteDumpInspector {
    /// A statement that is longer cannot be read back (`SQLITE_MAX_LENGTH`).
    static let longestStatement = 1_000_000_000

    /// Tables whose `INSERT` lines look the same. More than one only when names contain line breaks.
    private struct Group {
        var name: String
        var keys: [[UInt8]]
        var expected: Int64
        var found: Int64 = 0
    }

    private static let insert = Array("INSERT INTO ".utf8)
    private static let trouble = [Array("/****** CORRUPTION ERROR".utf8), Array("/****** ERROR".utf8)]
    private static let endMark = Array("COMMIT;".utf8)

    private var groups: [Group] = []
    private var current = 0
    private let carryLimit: Int
    /// The beginning of a line that began in an earlier block.
    private var carry: [UInt8] = []
    private var lineLength = 0
    private var longestLine = 0
    private var endsWithMark = false
    private var hasTrouble = false

    /// - Parameter expected: how many rows each table must have, or `nil` when nobody counted.
    init(_ tables: [SQLiteTable] = [], expected: [Int64] = []) {
        for (table, count) in zip(tables, expected) {
            let keys = Self.keys(of: table)
            if let same = groups.firstIndex(where: { $0.keys == keys }) {
                groups[same].expected += count
            } else {
                groups.append(Group(name: table.name, keys: keys, expected: count))
            }
        }
        carryLimit = 64 + (groups.flatMap(\.keys).map(\.count).max() ?? 0)
    }

    /// How a table's `INSERT` lines can begin.
    static func keys(of table: SQLiteTable) -> [[UInt8]] {
        [table.name, SQLiteTable.quote(table.name)].map { name in
            insert + name.utf8.prefix { $0 != UInt8(ascii: "\n") }
        }
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        var position = 0
        while position < bytes.count {
            let rest = bytes.count - position
            let found = memchr(base + position, 0x0A, rest)
            let length = found.map { UnsafeRawPointer($0) - (base + position) } ?? rest
            let piece = UnsafeRawBufferPointer(start: base + position, count: length)
            if found != nil, lineLength == 0 {
                lineLength = length
                endLine(piece)
            } else {
                carry.append(contentsOf: piece.prefix(carryLimit - carry.count))
                lineLength += length
                if found != nil {
                    let line = carry
                    carry.removeAll(keepingCapacity: true)
                    line.withUnsafeBytes { endLine($0) }
                }
            }
            position += length + 1
        }
    }

    /// Throws unless the dump that was seen is whole.
    func finish() throws {
        if hasTrouble {
            throw LifeboatError(
                .corrupted, "the database is damaged", why: "sqlite3 could not read all of it",
                hint: "look with `PRAGMA integrity_check`, save what is left with `.recover`, restore an older backup")
        }
        guard endsWithMark, lineLength == 0 else {
            throw LifeboatError(.incomplete, "the dump does not end with its end mark, COMMIT;")
        }
        for group in groups where group.found < group.expected {
            throw LifeboatError(
                .incomplete, "the dump holds \(group.found) rows of \(group.name), the database \(group.expected)")
        }
        guard longestLine < Self.longestStatement else {
            throw LifeboatError(
                .refused, "a row is too large for SQL text: \(ByteSize(bytes: Int64(longestLine)))",
                hint: "SQLite reads statements up to 1 GB; back this database up with an external job and `.backup`")
        }
    }

    /// - Parameter line: the line, or its beginning when that was enough to keep.
    private mutating func endLine(_ line: UnsafeRawBufferPointer) {
        longestLine = max(longestLine, lineLength)
        endsWithMark = lineLength == Self.endMark.count && Self.begins(line, Self.endMark)
        lineLength = 0
        guard let first = line.first else { return }
        if first == UInt8(ascii: "I"), Self.begins(line, Self.insert) {
            count(line)
        } else if first == UInt8(ascii: "/"), Self.trouble.contains(where: { Self.begins(line, $0) }) {
            hasTrouble = true
        }
    }

    private mutating func count(_ line: UnsafeRawBufferPointer) {
        if current < groups.count, Self.belongs(line, groups[current].keys) {
            groups[current].found += 1
        } else if let index = groups.firstIndex(where: { Self.belongs(line, $0.keys) }) {
            current = index
            groups[index].found += 1
        }
    }

    /// The key must be followed by what follows a name: `(`, a space, or the line break within the name.
    static func belongs(_ line: UnsafeRawBufferPointer, _ keys: [[UInt8]]) -> Bool {
        keys.contains { key in
            guard begins(line, key) else { return false }
            guard line.count > key.count else { return true }
            return line[key.count] == UInt8(ascii: "(") || line[key.count] == UInt8(ascii: " ")
        }
    }

    private static func begins(_ line: UnsafeRawBufferPointer, _ prefix: [UInt8]) -> Bool {
        guard line.count >= prefix.count, let start = line.baseAddress else { return false }
        return prefix.withUnsafeBytes { wanted in wanted.baseAddress.map { memcmp(start, $0, wanted.count) } == 0 }
    }
}
