import Foundation
import LifeboatCore

/// Puts texts with NUL characters back into a dump. `.dump` cuts a text at its first NUL, and the rest of a row that is
/// cut can break a `UNIQUE` or a `CHECK` when it is read back.
///
/// So the rows of a table that has such texts are taken out of what `.dump` prints, and stand in statements of our own
/// behind it, in the same transaction and before its `COMMIT;`. The table's triggers exist by then and would fire: they
/// are dropped before, and made again after.
struct SQLiteMending {
    private enum State {
        /// At the beginning of a line, of which not enough is known yet.
        case deciding
        case passing
        case dropping
    }

    private struct Table {
        var keys: [[UInt8]]
        var rowsToCome: Int64
    }

    private static let endMark = Array("COMMIT;\n".utf8)
    private static let newline = UInt8(ascii: "\n")

    /// What `sqlite3` is to do after its dump.
    let queries: String
    private let marker: [UInt8]
    private var tables: [Table]
    private var tokens = SQLiteTokens()
    private var state = State.deciding
    private var line: [UInt8] = []
    /// A line that may be the end mark, and is not passed on before the next line is known.
    private var heldEndMark = false
    private var isBehindDump = false

    /// - Parameters:
    ///   - tables: with the numbers of their rows. Their names have no line breaks: see ``canMend(_:)``.
    ///   - random: makes the line that stands behind the dump one that cannot stand in it.
    init(_ tables: [(table: SQLiteTable, rows: Int64)], random: (UInt64, UInt64)) {
        let mark = "-- \(random.0) \(random.1)"
        marker = Array("\(mark)\n".utf8)
        self.tables = tables.map { table, rows in
            Table(keys: SQLiteDumpInspector.keys(of: table), rowsToCome: rows)
        }
        let names = tables.map { SQLiteTable.literal($0.table.name) }.joined(separator: ",")
        let triggers = "FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN (\(names))"
        queries = """
            SELECT '\(mark)';
            SELECT 'DROP TRIGGER "' || replace(name, '"', '""') || '";' \(triggers);
            \(tables.map(\.table.insertQuery).joined(separator: "\n"))
            SELECT sql || char(10) || ';' \(triggers) ORDER BY rowid;

            """
    }

    /// A name with a line break makes rows of several lines, which cannot be told from others.
    static func canMend(_ table: SQLiteTable) -> Bool { !table.name.utf8.contains(newline) }

    /// What is to be passed on of a piece of the program's output.
    mutating func filter(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        if isBehindDump { return Array(bytes) }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
            guard !isBehindDump else { return result + rest }
            let length = rest.firstIndex(of: Self.newline).map { $0 + 1 } ?? rest.count
            take(UnsafeRawBufferPointer(rebasing: rest[..<length]), into: &result)
            position += length
        }
        return result
    }

    /// What is to be passed on when the program has ended well.
    mutating func finish() -> [UInt8] {
        defer { line.removeAll() }
        return line + (heldEndMark ? Self.endMark : [])
    }

    /// Takes a line, or a part of one.
    private mutating func take(_ piece: UnsafeRawBufferPointer, into result: inout [UInt8]) {
        let isOutside = tokens.isOutside
        if tables.contains(where: { $0.rowsToCome > 0 }) {
            for byte in piece { tokens.take(byte) }
        }
        switch state {
        case .passing: result.append(contentsOf: piece)
        case .dropping: break
        case .deciding:
            if line.isEmpty { lineBeginsOutside = isOutside }
            line.append(contentsOf: piece)
            guard line.last == Self.newline || line.count > decisionLength else { return }
            decide(into: &result)
            line.removeAll(keepingCapacity: true)
        }
        if piece.last == Self.newline { state = .deciding }
    }

    private var lineBeginsOutside = true

    private var decisionLength: Int { max(marker.count, tables.flatMap(\.keys).map(\.count).max() ?? 0) + 1 }

    private mutating func decide(into result: inout [UInt8]) {
        if line == marker {
            isBehindDump = true
            return
        }
        if heldEndMark {
            // It stood in the middle of a longer text.
            result += Self.endMark
            heldEndMark = false
        }
        if line == Self.endMark {
            heldEndMark = true
        } else if lineBeginsOutside, let index = tables.firstIndex(where: { $0.rowsToCome > 0 && isRow(of: $0) }) {
            tables[index].rowsToCome -= 1
            state = .dropping
        } else {
            result += line
            state = .passing
        }
    }

    private func isRow(of table: Table) -> Bool {
        line.withUnsafeBytes { SQLiteDumpInspector.belongs($0, table.keys) }
    }
}
