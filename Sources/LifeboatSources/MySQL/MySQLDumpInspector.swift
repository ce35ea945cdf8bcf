import Foundation
import LifeboatCore

/// Reads along with what `mariadb-dump` or `mysqldump` writes for one database: counts the rows of each table, finds the
/// position in the binary log, and sees whether the end mark is there.
///
/// Follows the statements as the client that will read them does: quotes with backslashes, and after `DELIMITER ;;`
/// all up to `DELIMITER ;`, where the bodies of triggers, routines and events stand. What begins with `INSERT INTO` in
/// one of those, or in a text, is no row.
struct MySQLDumpInspector: DumpInspector {
    /// No server takes a larger statement (`max_allowed_packet`).
    static let longestStatement = 1 << 30
    /// In bytes: 64 characters.
    static let longestName = 64 * 4

    private enum State {
        /// Between two statements.
        case between
        /// `-- …`, to the end of the line.
        case comment
        /// The first words of a statement, up to the first name.
        case head
        /// A quoted name that says which table a statement is about.
        case name(quote: UInt8, isInsert: Bool)
        /// Whether a quote in a name ended it, or was the first of two.
        case nameQuote(quote: UInt8, isInsert: Bool)
        /// Between the name of the table and VALUES; here a list of columns may stand.
        case columns
        case values
        /// A statement that nothing is counted in.
        case body
        case quoted(UInt8, inValues: Bool)
        case escaped(UInt8, inValues: Bool)
        /// Behind `DELIMITER ;;`.
        case delimited
    }

    private var state = State.between
    /// What a comment, a head, a name or a line behind `DELIMITER` says so far.
    private var text: [UInt8] = []
    private var depth = 0
    private var inColumnName = false
    private var rows: [Int64] = []
    private var tables: [[UInt8]: Int] = [:]
    private var current = 0
    private var hasEndMark = false
    private var hasOverlongName = false
    private var statementLength = 0
    private var longest = 0

    /// Where the binary log stood, as the dump says: `binlog.000001:1902`.
    private(set) var position: String?
    /// The same as a MariaDB GTID: `0-1-8`.
    private(set) var transaction: String?

    /// Names of the tables that the dump creates or fills, and their rows.
    var counts: [String: Int64] {
        Dictionary(tables.map { (String(decoding: $0, as: UTF8.self), rows[$1]) }, uniquingKeysWith: +)
    }

    /// Bytes of the longest statement so far.
    var longestStatementLength: Int { max(longest, statementLength) }

    func finish() throws -> Evidence {
        guard hasEndMark, case .between = state else {
            throw LifeboatError(
                .incomplete, "the dump does not end with its end mark, `-- Dump completed`",
                hint: "the dump program or its connection was ended; look at the server's log")
        }
        guard longest <= Self.longestStatement else {
            throw LifeboatError(
                .refused, "a row is too large to be restored: a statement of \(ByteSize(bytes: Int64(longest)))",
                hint: "servers read statements up to 1 GiB; back this server up with mysql_xtrabackup")
        }
        return Evidence(counts: Dictionary(uniqueKeysWithValues: counts.map { ("rows of \($0)", $1) }))
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        var index = 0
        while index < bytes.count {
            let before = index
            switch state {
            case .values: index = scanValues(bytes, from: index)
            case .quoted(let quote, let inValues): index = scanQuoted(bytes, from: index, quote, inValues)
            case .delimited: index = scanDelimited(bytes, from: index)
            default:
                take(bytes[index])
                index += 1
            }
            statementLength += index - before
        }
        guard !hasOverlongName else {
            throw LifeboatError(
                .corrupted, "a name in the dump is longer than any can be", why: "names end after 64 characters",
                hint: "this is no dump of a database, or it is damaged; take another backup")
        }
    }

    // MARK: Byte by byte

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .between: begin(byte)
        case .comment:
            if byte == UInt8(ascii: "\n") {
                endComment()
            } else if text.count < 1_024 {
                text.append(byte)
            }
        case .head: takeHead(byte)
        case .name(let quote, let isInsert):
            if byte == quote { state = .nameQuote(quote: quote, isInsert: isInsert) } else { takeName(byte) }
        case .nameQuote(let quote, let isInsert):
            if byte == quote {
                takeName(byte)
                state = .name(quote: quote, isInsert: isInsert)
            } else {
                endName(isInsert: isInsert)
                take(byte)
            }
        case .columns:
            switch byte {
            case UInt8(ascii: "`"), UInt8(ascii: "\""): inColumnName.toggle()
            case UInt8(ascii: "V"), UInt8(ascii: "v"):
                if !inColumnName, depth == 0 { state = .values }
            case UInt8(ascii: "("): if !inColumnName { depth += 1 }
            case UInt8(ascii: ")"): if !inColumnName { depth -= 1 }
            case UInt8(ascii: ";"): if !inColumnName { endStatement() }
            default: break
            }
        case .body:
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): state = .quoted(byte, inValues: false)
            case UInt8(ascii: ";"): endStatement()
            default: break
            }
        case .escaped(let quote, let inValues): state = .quoted(quote, inValues: inValues)
        case .values, .quoted, .delimited: break
        }
    }

    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): return
        case UInt8(ascii: "-"), UInt8(ascii: "#"): state = .comment
        default:
            state = .head
            statementLength = 0
        }
        hasEndMark = false
        text.removeAll(keepingCapacity: true)
        take(byte)
    }

    private mutating func takeHead(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "`"), UInt8(ascii: "\""):
            let words = text.split(separator: UInt8(ascii: " ")).map { $0.map { $0 & 0xDF } }
            let isInsert = words.last == Self.into && (words.first == Self.insert || words.first == Self.replace)
            text.removeAll(keepingCapacity: true)
            if isInsert || words == [Self.create, Self.table] {
                state = .name(quote: byte, isInsert: isInsert)
            } else {
                state = .quoted(byte, inValues: false)
            }
        case UInt8(ascii: "'"): state = .quoted(byte, inValues: false)
        case UInt8(ascii: ";"):
            if text.starts(with: Self.delimiter) { text.append(byte) } else { endStatement() }
        case UInt8(ascii: "\n"):
            if text.starts(with: Self.delimiter) {
                state = text == Self.delimiter + [UInt8(ascii: ";")] ? .between : .delimited
                text.removeAll(keepingCapacity: true)
            } else if text.starts(with: Self.sandbox) || text.starts(with: Self.olderSandbox) {
                // A command to the client, which ends with its line.
                state = .between
            } else {
                text.append(UInt8(ascii: " "))
            }
        default:
            text.append(byte)
            if text.count > 256 { state = .body }
        }
    }

    private mutating func takeName(_ byte: UInt8) {
        if text.count < Self.longestName { text.append(byte) } else { hasOverlongName = true }
    }

    private mutating func endName(isInsert: Bool) {
        if let known = tables[text] {
            current = known
        } else {
            current = rows.count
            tables[text] = current
            rows.append(0)
        }
        depth = 0
        inColumnName = false
        state = isInsert ? .columns : .body
    }

    private mutating func endStatement() {
        longest = max(longest, statementLength)
        statementLength = 0
        state = .between
    }

    private mutating func endComment() {
        state = .between
        if text.starts(with: Self.endMark) {
            hasEndMark = true
        } else if position == nil, let file = quoted(after: "MASTER_LOG_FILE=") ?? quoted(after: "SOURCE_LOG_FILE="),
            let offset = digits(after: "MASTER_LOG_POS=") ?? digits(after: "SOURCE_LOG_POS=")
        {
            position = "\(file):\(offset)"
        } else if transaction == nil, let found = quoted(after: "SET GLOBAL gtid_slave_pos=") {
            transaction = found
        }
    }

    private func rest(after mark: String) -> Substring? {
        let line = String(decoding: text, as: UTF8.self)
        return line.range(of: mark).map { line[$0.upperBound...] }
    }

    private func quoted(after mark: String) -> String? {
        guard let rest = rest(after: mark), rest.first == "'" else { return nil }
        return String(rest.dropFirst().prefix { $0 != "'" })
    }

    private func digits(after mark: String) -> String? {
        rest(after: mark).map { String($0.prefix { $0.isNumber }) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Many bytes at once

    /// A row is what stands in parentheses within no other parentheses.
    private mutating func scanValues(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        var depth = depth
        var found: Int64 = 0
        defer {
            self.depth = depth
            rows[current] += found
        }
        while index < bytes.count {
            index = Self.passPlain(bytes, from: index) { word in
                // Below `*` lie the quotes and parentheses, and nothing that numbers or hexadecimal are made of.
                word.hasByte(below: UInt8(ascii: "*")) || word.hasByte(UInt8(ascii: ";"))
                    || word.hasByte(UInt8(ascii: "`"))
            }
            let end = min(index + MemoryLayout<UInt64>.size, bytes.count)
            while index < end {
                let byte = bytes[index]
                index += 1
                switch byte {
                case UInt8(ascii: "("):
                    if depth == 0 { found += 1 }
                    depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                    state = .quoted(byte, inValues: true)
                    return index
                case UInt8(ascii: ";"):
                    statementLength += index - start
                    endStatement()
                    statementLength -= index - start
                    return index
                default: break
                }
            }
        }
        return index
    }

    /// A doubled quote closes and opens again, to the same effect.
    private mutating func scanQuoted(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ quote: UInt8, _ inValues: Bool
    ) -> Int {
        let backslash = quote == UInt8(ascii: "`") ? quote : UInt8(ascii: "\\")
        var index = start
        while index < bytes.count {
            index = Self.passPlain(bytes, from: index) { $0.hasByte(quote) || $0.hasByte(backslash) }
            let end = min(index + MemoryLayout<UInt64>.size, bytes.count)
            while index < end {
                let byte = bytes[index]
                index += 1
                if byte == quote {
                    state = inValues ? .values : .body
                    return index
                }
                if byte == backslash {
                    state = .escaped(quote, inValues: inValues)
                    return index
                }
            }
        }
        return index
    }

    /// Where from here on something may stand: in the eight bytes there, or behind them all.
    @inline(__always)
    private static func passPlain(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ mayHold: (UInt64) -> Bool
    ) -> Int {
        var index = start
        while index + MemoryLayout<UInt64>.size <= bytes.count {
            if mayHold(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { break }
            index += MemoryLayout<UInt64>.size
        }
        return index
    }

    /// To the line that says `DELIMITER ;`.
    private mutating func scanDelimited(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\n") else {
                if text.count < 32 { text.append(byte) }
                continue
            }
            let isEnd = text == Self.delimiter + [UInt8(ascii: ";")]
            text.removeAll(keepingCapacity: true)
            if isEnd {
                state = .between
                return index
            }
        }
        return index
    }

    private static let insert = Array("INSERT".utf8)
    private static let replace = Array("REPLACE".utf8)
    private static let into = Array("INTO".utf8)
    private static let create = Array("CREATE".utf8)
    private static let table = Array("TABLE".utf8)
    private static let delimiter = Array("DELIMITER ".utf8)
    private static let sandbox = Array("/*M!999999".utf8)
    private static let olderSandbox = Array("/*!999999".utf8)
    private static let endMark = Array("-- Dump completed".utf8)
}
