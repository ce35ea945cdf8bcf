extension PostgreSQLStatement {
    /// The table of `COPY schema.table …` or `INSERT INTO schema.table …`: its name without quotes, schema and table
    /// joined by a dot; `nil` when there is none.
    var table: [UInt8]? {
        var rest = head[...]
        let leading: Int
        switch firstWord {
        case Array("copy".utf8): leading = 1
        case Array("insert".utf8): leading = 2
        default: return nil
        }
        for _ in 0..<leading {
            rest = rest.drop(while: Self.isSpace)
            rest = rest.drop { !Self.isSpace($0) }
        }
        var name: [UInt8] = []
        while true {
            rest = rest.drop(while: Self.isSpace)
            guard let part = Self.identifier(&rest), !part.isEmpty else { return nil }
            name += part
            rest = rest.drop(while: Self.isSpace)
            guard rest.first == UInt8(ascii: ".") else { return name }
            rest.removeFirst()
            name.append(UInt8(ascii: "."))
        }
    }

    private static func identifier(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var name: [UInt8] = []
        guard rest.first == UInt8(ascii: "\"") else {
            name = Array(rest.prefix { !isSpace($0) && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "(") })
            rest = rest.dropFirst(name.count)
            return name
        }
        rest.removeFirst()
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "\"") {
                name.append(byte)
            } else if rest.first == byte {
                name.append(byte)
                rest.removeFirst()
            } else {
                return name
            }
        }
        return nil
    }

    /// The value of `SET client_encoding = 'UTF8'`.
    var clientEncoding: String? {
        let text = String(decoding: head, as: UTF8.self)
        let prefix = "SET client_encoding = '"
        guard text.hasPrefix(prefix), text.hasSuffix("'") else { return nil }
        let name = text.dropFirst(prefix.count).dropLast()
        return !name.isEmpty && name.utf8.allSatisfy(PostgreSQLEncoding.isNameByte) ? String(name) : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
    }
}
