import Foundation
import LifeboatCore

/// Comments, quotes and meta-commands. Each function reads from an index on and returns the index behind what it read.
extension PostgreSQLScript {
    /// How much of a comment or a meta-command is kept: more than the longest that means something.
    private static let lineLimit = 200

    mutating func readLineComment(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let end = Self.find(UInt8(ascii: "\n"), in: bytes, from: start)
        line.append(contentsOf: bytes[start..<(end ?? bytes.count)].prefix(Self.lineLimit - line.count))
        guard let end else { return bytes.count }
        if lineBegan, line.first == UInt8(ascii: " "), line.dropFirst().elementsEqual(endMark) { hasEndMark = true }
        state = .plain
        previous = UInt8(ascii: "\n")
        return end + 1
    }

    /// They nest, as the SQL standard has it.
    mutating func readBlockComment(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ depth: Int) -> Int {
        let byte = bytes[start]
        switch (previous, byte) {
        case (UInt8(ascii: "*"), UInt8(ascii: "/")):
            state = depth == 1 ? .plain : .blockComment(depth: depth - 1)
            // It neither opens nor closes another one.
            previous = 0
        case (UInt8(ascii: "/"), UInt8(ascii: "*")):
            state = .blockComment(depth: depth + 1)
            previous = 0
        default: previous = byte
        }
        return start + 1
    }

    /// A doubled quote ends the text and begins another one at once, which comes to the same.
    mutating func readText(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ escapes: Bool) -> Int {
        let quote = UInt8(ascii: "'")
        guard escapes else { return skip(to: quote, bytes, start) }
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == quote {
                state = .plain
                previous = quote
                // `E'it''s'` goes on with the same rules.
                statement.endText(escapes: true)
                break
            }
        }
        statement.add(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
        return index
    }

    mutating func readIdentifier(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        skip(to: UInt8(ascii: "\""), bytes, start)
    }

    private mutating func skip(to quote: UInt8, _ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let end = Self.find(quote, in: bytes, from: start)
        let next = end.map { $0 + 1 } ?? bytes.count
        statement.add(UnsafeRawBufferPointer(rebasing: bytes[start..<next]))
        if end != nil {
            state = .plain
            previous = quote
        }
        return next
    }

    /// `$$` and `$tag$` open a quote, `$1` is a parameter. Whether the byte was used: what follows a dollar that opens
    /// nothing is to be read again.
    mutating func readDollarTag(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "$"):
            dollarTag.append(byte)
            state = .dollarText(matched: 0)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            dollarTag.append(byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9") where dollarTag.count > 1: dollarTag.append(byte)
        default:
            // No quote after all: a sign, and perhaps a word.
            statement.addSign(UInt8(ascii: "$"))
            for byte in dollarTag.dropFirst() { statement.addToWord(byte) }
            state = .plain
            previous = dollarTag.last ?? 0
            return false
        }
        return true
    }

    mutating func readDollarText(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ matchedBefore: Int) -> Int {
        var matched = matchedBefore
        var index = start
        while index < bytes.count {
            if matched == 0 {
                guard let next = Self.find(UInt8(ascii: "$"), in: bytes, from: index) else {
                    index = bytes.count
                    break
                }
                index = next
            }
            let byte = bytes[index]
            index += 1
            // A dollar stands at both ends of the tag only, so a mismatch can begin nothing but at itself.
            matched = byte == dollarTag[matched] ? matched + 1 : byte == UInt8(ascii: "$") ? 1 : 0
            if matched == dollarTag.count {
                state = .plain
                previous = UInt8(ascii: "$")
                statement.addSign(UInt8(ascii: "$"))
                return index
            }
        }
        state = .dollarText(matched: matched)
        return index
    }

    /// `\restrict KEY` and `\unrestrict KEY`, with which newer programs keep psql from running any other: the only ones
    /// that a dump may have.
    mutating func readMetaCommand(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws -> Int {
        let end = Self.find(UInt8(ascii: "\n"), in: bytes, from: start)
        line.append(contentsOf: bytes[start..<(end ?? bytes.count)].prefix(Self.lineLimit - line.count))
        guard let end else { return bytes.count }
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2, !words[1].isEmpty, words[1].allSatisfy({ Self.isKey($0) }) else {
            throw Self.metaCommandRefused
        }
        if words[0].elementsEqual("restrict".utf8), restrictKey == nil {
            restrictKey = Array(words[1])
        } else if words[0].elementsEqual("unrestrict".utf8), restrictKey.map({ $0.elementsEqual(words[1]) }) == true {
            restrictKey = nil
        } else {
            throw Self.metaCommandRefused
        }
        state = .plain
        previous = UInt8(ascii: "\n")
        endCut(at: end)
        return end + 1
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    static func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
