import Foundation
import LifeboatCore

/// Reads SQL text as `psql` does: where statements end, what is quoted, what is data of a `COPY`. Opens nothing and keeps
/// little: any split of the text gives the same answers.
///
/// The rules are those of psql's own lexer (`src/fe_utils/psqlscan.l`) and of its reading of `COPY … FROM stdin`
/// (`src/bin/psql/copy.c`).
struct PostgreSQLScript: Sendable {
    enum State: Sendable {
        case plain
        case lineComment
        case blockComment(depth: Int)
        /// Within `'…'`; `escapes` in `E'…'`, where a backslash keeps the next character.
        case text(escapes: Bool)
        /// Within `"…"`.
        case identifier
        /// Between the `$` that may open a quote and the one that does.
        case dollarTag
        case dollarText(matched: Int)
        /// From a backslash outside of all quotes to the end of its line.
        case metaCommand
        /// Behind the `;` of a `COPY … FROM stdin`, before its data.
        case copyBegins
        /// `matched`: how much of `\n\.\n` was seen, see ``PostgreSQLScript/readCopyData(_:_:)``.
        case copyData(matched: Int)
    }

    /// Whether it is for a restore: then what has no place in a single transaction is taken out (``edits``) or refused.
    let isForRestore: Bool
    /// The comment that ends the dump, without its dashes.
    let endMark: [UInt8]

    var state = State.plain
    var statement = PostgreSQLStatement()
    /// The last byte outside of quotes; the text begins as if behind a line break.
    var previous = UInt8(ascii: "\n")
    /// Whether the last byte within `E'…'` was a backslash that keeps the next one.
    var isEscaped = false
    var dollarTag: [UInt8] = []
    /// The beginning of a comment or meta-command.
    var line: [UInt8] = []
    var lineBegan = false

    /// Rows by the name of their table as it stands in the text, `schema.table` without its quotes.
    var rows: [[UInt8]: Int64] = [:]
    /// Of the table whose data is being read.
    var copiedRows: Int64 = 0
    var copiedTable: [UInt8] = []
    var encoding: String?
    var hasEndMark = false
    var restrictKey: [UInt8]?

    /// What a restore has to change in the bytes that were scanned last.
    var edits: [PostgreSQLScriptEdit] = []

    /// Whether ``statements`` are kept: for scripts that are scanned in one piece, or only counted.
    var keepsStatements = false
    var statements: [PostgreSQLScriptStatement] = []
    private var statementStart = 0
    var held = PostgreSQLHeldWord()

    init(endMark: String, isForRestore: Bool = false) {
        self.endMark = Array(endMark.utf8)
        self.isForRestore = isForRestore
    }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) throws {
        edits.removeAll(keepingCapacity: true)
        var index = 0
        if case .metaCommand = state { cut(from: 0) }
        while index < bytes.count {
            switch state {
            case .plain:
                try readPlain(bytes[index], at: index)
                index += 1
            case .lineComment: index = readLineComment(bytes, index)
            case .blockComment(let depth): index = readBlockComment(bytes, index, depth)
            case .text(let escapes): index = readText(bytes, index, escapes)
            case .identifier: index = readIdentifier(bytes, index)
            case .dollarTag: if readDollarTag(bytes[index]) { index += 1 }
            case .dollarText(let matched): index = readDollarText(bytes, index, matched)
            case .metaCommand: index = try readMetaCommand(bytes, index)
            case .copyBegins:
                guard bytes[index] == UInt8(ascii: "\n") else { throw Self.odd("something stands behind a COPY") }
                state = .copyData(matched: 1)
                index += 1
            case .copyData: index = readCopyData(bytes, index)
            }
        }
        endEdits(bytes.count)
    }

    /// - Throws: ``LifeboatError/Kind/incomplete`` unless the text ended with its end mark, outside of everything.
    func finish() throws {
        guard case .plain = state, hasEndMark, statement.isEmpty, previous == UInt8(ascii: "\n"), restrictKey == nil
        else {
            throw LifeboatError(
                .incomplete, "the dump does not end with its end mark, \(String(decoding: endMark, as: UTF8.self))")
        }
    }

    // MARK: Outside of quotes

    private mutating func readPlain(_ byte: UInt8, at index: Int) throws {
        hold(byte, at: index)
        let before = previous
        previous = byte
        if statement.isEmpty { statementStart = index }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...,
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            statement.addToWord(byte)
            hasEndMark = false
            return
        case UInt8(ascii: "$"):
            if statement.isInWord { return statement.addToWord(byte) }
            dollarTag = [byte]
            state = .dollarTag
            hasEndMark = false
            return
        case UInt8(ascii: "'"):
            state = .text(escapes: statement.wordIsE)
            isEscaped = false
        case UInt8(ascii: "\""): state = .identifier
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C:
            return statement.addSpace(byte)
        case UInt8(ascii: "-") where before == byte:
            statement.removeLast()
            begin(.lineComment)
            return
        case UInt8(ascii: "*") where before == UInt8(ascii: "/"):
            statement.removeLast()
            state = .blockComment(depth: 1)
            previous = 0
            return
        case UInt8(ascii: "-"), UInt8(ascii: "/"):
            // It may begin a comment, which says nothing about the end mark.
            lineBegan = before == UInt8(ascii: "\n")
            statement.addSign(byte)
            return
        case UInt8(ascii: "\\"):
            guard before == UInt8(ascii: "\n"), statement.isEmpty else { throw Self.metaCommandRefused }
            lineBegan = true
            begin(.metaCommand)
            cut(from: index)
            return
        case 0: throw Self.odd("it contains a NUL byte, which SQL text never does")
        case UInt8(ascii: ";"):
            // First the word: `END;` may close a body in standard SQL, and with it the statement.
            statement.endWord()
            if statement.endsHere { return try endStatement(statementStart..<max(statementStart, index + 1)) }
        default: break
        }
        hasEndMark = false
        statement.addSign(byte)
    }

    private mutating func begin(_ newState: State) {
        line.removeAll(keepingCapacity: true)
        state = newState
    }

    static func odd(_ why: String) -> LifeboatError {
        LifeboatError(
            .corrupted, "the dump is not what pg_dump writes", why: why, hint: "look at it with `restore … --stdout`")
    }

    static let metaCommandRefused = odd("it contains a command for psql itself (a backslash outside of quotes)")
}
