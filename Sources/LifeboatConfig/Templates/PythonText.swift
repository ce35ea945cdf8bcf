/// What Python means by white space, printable characters and case, where Swift means something slightly different.
enum PythonText {
    /// `str.isspace`, which is also what `\s` matches and what `str.strip` strips.
    static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == " " || (9...13).contains(scalar.value) || (28...31).contains(scalar.value)
        }
        return scalar.properties.isWhitespace
    }

    static func endOfWhitespace(in scalars: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        while index < scalars.count, isWhitespace(scalars[index]) { index += 1 }
        return index
    }

    /// What `\w` matches.
    static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// `str.isprintable` for one character; others are escaped by `repr`.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// `str.strip`: without `characters` white space, otherwise any of them.
    static func strip(_ text: String, of characters: String?) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        let strips: (Unicode.Scalar) -> Bool = { scalar in set?.contains(scalar) ?? isWhitespace(scalar) }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !strips($0) }),
            let last = scalars.lastIndex(where: { !strips($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// `str.lower`, whose one rule that depends on the context is Greek: a sigma that ends a word becomes `ς`.
    static func lowercased(_ text: String) -> String {
        guard text.unicodeScalars.contains("Σ") else { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == "Σ" {
                let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
                let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
                let endsWord = before?.properties.isCased == true && after?.properties.isCased != true
                result += endsWord ? "ς" : "σ"
            } else {
                result += scalar.properties.lowercaseMapping
            }
        }
        return result
    }

    /// `==` of Python strings: the same code points. Swift's own `==` holds two spellings of `é` for the same.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// `<` of Python strings: by code point, which is the order of the UTF-8 bytes.
    static func isLess(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// `part in whole`.
    static func contains(_ whole: String, _ part: String) -> Bool {
        if part.isEmpty { return true }
        let whole = Array(whole.utf8)
        let part = Array(part.utf8)
        guard whole.count >= part.count else { return false }
        return (0...(whole.count - part.count)).contains { start in
            whole[start] == part[0] && whole[start..<start + part.count].elementsEqual(part)
        }
    }
}
