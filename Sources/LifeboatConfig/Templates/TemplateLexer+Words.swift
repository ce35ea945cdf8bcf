/// The words inside a tag: names, numbers, strings and symbols.
extension TemplateLexer {
    /// Reads one word at ``position``, which is no white space, and keeps account of open brackets.
    mutating func readWord(_ brackets: inout [String]) throws(TemplateError) {
        let start = position
        let kind: TemplateToken.Kind
        switch scalars[start] {
        case "0"..."9": kind = try readNumber()
        case "a"..."z", "A"..."Z", "_": kind = try readName()
        case "'", "\"": kind = .string(try readString())
        default: kind = .symbol(try readSymbol(&brackets))
        }
        tokens.append(TemplateToken(kind: kind, range: start..<position))
    }

    private mutating func readName() throws(TemplateError) -> TemplateToken.Kind {
        let start = position
        while position < scalars.count, PythonText.isWordCharacter(scalars[position]) { position += 1 }
        let name = source.text(start..<position)
        guard name.utf8.count == position - start else {
            throw source.error(
                at: start, "the name '\(name)' has a character that is not supported",
                hint: "names are made of a-z, A-Z, 0-9 and _")
        }
        return .name(name)
    }

    private mutating func readString() throws(TemplateError) -> String {
        let start = position
        let quote = scalars[start]
        var index = start + 1
        while index < scalars.count, scalars[index] != quote {
            index += scalars[index] == "\\" ? 2 : 1
        }
        guard index < scalars.count else {
            throw source.error(at: start, "the string is not closed")
        }
        position = index + 1
        do {
            return try PythonStringLiteral.decode(scalars[start + 1..<index])
        } catch {
            throw source.error(at: start, error.what)
        }
    }

    private mutating func readSymbol(_ brackets: inout [String]) throws(TemplateError) -> String {
        let start = position
        let long = ["//", "**", "==", "!=", ">=", "<="].first { matches($0, at: start) }
        let symbol = long ?? String(Character(scalars[start]))
        guard long != nil || "+-/*%~[](){}><=.:|,;".unicodeScalars.contains(scalars[start]) else {
            throw source.error(at: start, "unexpected character '\(symbol)' inside a tag")
        }
        let pairs = ["(": ")", "[": "]", "{": "}"]
        if let closing = pairs[symbol] {
            brackets.append(closing)
        } else if pairs.values.contains(symbol) {
            guard let expected = brackets.popLast() else { throw source.error(at: start, "unexpected '\(symbol)'") }
            guard expected == symbol else {
                throw source.error(at: start, "unexpected '\(symbol)', expected '\(expected)'")
            }
        }
        position += long == nil ? 1 : 2
        return symbol
    }

    private mutating func readNumber() throws(TemplateError) -> TemplateToken.Kind {
        let start = position
        if let end = endOfFloat(from: start) {
            position = end
            return .float(Double(digits(start..<end)) ?? .infinity)
        }
        let (radix, digitsStart, end) = integerExtent(from: start)
        position = end
        guard let value = Int(digits(digitsStart..<end), radix: radix) else {
            throw source.error(at: start, "the number is too large", hint: "write it as a string")
        }
        return .integer(value)
    }

    private func digits(_ range: Range<Int>) -> String {
        source.text(range).filter { $0 != "_" }
    }

    /// A float has a fraction, an exponent or both; without either it is an integer. `.5` and `5.` are no numbers.
    private func endOfFloat(from start: Int) -> Int? {
        if start > 0, scalars[start - 1] == "." { return nil }
        guard var end = endOfDigits(from: start) else { return nil }
        var isFloat = false
        if matches(".", at: end), let fraction = endOfDigits(from: end + 1) {
            end = fraction
            isFloat = true
        }
        if matches("e", at: end) || matches("E", at: end) {
            let signed = matches("+", at: end + 1) || matches("-", at: end + 1)
            if let exponent = endOfDigits(from: end + (signed ? 2 : 1)) {
                end = exponent
                isFloat = true
            }
        }
        return isFloat ? end : nil
    }

    private func integerExtent(from start: Int) -> (radix: Int, digits: Int, end: Int) {
        if scalars[start] == "0" {
            let radixes: [(letters: String, radix: Int)] = [("bB", 2), ("oO", 8), ("xX", 16)]
            for (letters, radix) in radixes
            where start + 1 < scalars.count && letters.unicodeScalars.contains(scalars[start + 1]) {
                let first = matches("_", at: start + 2) ? start + 3 : start + 2
                if let end = endOfDigits(
                    from: first, where: { Character($0).isASCII && Int(String($0), radix: radix) != nil })
                {
                    return (radix, start + 2, end)
                }
            }
            return (10, start, endOfDigits(from: start, where: { $0 == "0" }) ?? start + 1)
        }
        return (10, start, endOfDigits(from: start) ?? start + 1)
    }

    /// The end of digits with at most one `_` between two of them; nil when there is no digit at `start`.
    private func endOfDigits(
        from start: Int, where isDigit: (Unicode.Scalar) -> Bool = { ("0"..."9").contains($0) }
    ) -> Int? {
        guard start < scalars.count, isDigit(scalars[start]) else { return nil }
        var end = start + 1
        while end < scalars.count {
            if isDigit(scalars[end]) {
                end += 1
            } else if scalars[end] == "_", end + 1 < scalars.count, isDigit(scalars[end + 1]) {
                end += 2
            } else {
                break
            }
        }
        return end
    }
}
