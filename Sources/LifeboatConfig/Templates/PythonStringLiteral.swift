/// The escapes of a string in a template, which are those of a Python string.
enum PythonStringLiteral {
    /// Decodes what stands between the quotes. An escape that does not exist stays as it is, backslash included.
    ///
    /// - Throws: for a `\x`, `\u` or `\U` with too few digits or beyond Unicode, half of a surrogate pair,
    ///   and `\N{…}`, which would need the names of all characters.
    static func decode(_ source: ArraySlice<Unicode.Scalar>) throws(TemplateOperationError) -> String {
        var text = String.UnicodeScalarView()
        var rest = source
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                text.append(scalar)
                continue
            }
            switch escaped {
            case "\n": break
            case "\\", "'", "\"": text.append(escaped)
            case "a": text.append("\u{07}")
            case "b": text.append("\u{08}")
            case "f": text.append("\u{0C}")
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "t": text.append("\t")
            case "v": text.append("\u{0B}")
            case "0"..."7": text.append(try octal(escaped, &rest))
            case "x": text.append(try hexadecimal(2, escaped, &rest))
            case "u": text.append(try hexadecimal(4, escaped, &rest))
            case "U": text.append(try hexadecimal(8, escaped, &rest))
            case "N": throw TemplateOperationError(what: "the escape '\\N' is not supported in a string")
            default:
                text.append("\\")
                text.append(contentsOf: asciiSpelling(of: escaped).unicodeScalars)
            }
        }
        return String(text)
    }

    private static func octal(
        _ first: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>
    ) throws(TemplateOperationError) -> Unicode.Scalar {
        var digits = String(first)
        while digits.count < 3, let next = rest.first, ("0"..."7").contains(next) {
            digits.unicodeScalars.append(next)
            rest.removeFirst()
        }
        return try scalar(Int(digits, radix: 8))
    }

    private static func hexadecimal(
        _ count: Int, _ letter: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>
    ) throws(TemplateOperationError) -> Unicode.Scalar {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.properties.isHexDigit }) else {
            throw TemplateOperationError(what: "the escape '\\\(letter)' in a string needs \(count) hexadecimal digits")
        }
        rest.removeFirst(count)
        return try scalar(Int(digits.map { String($0) }.joined(), radix: 16))
    }

    private static func scalar(_ value: Int?) throws(TemplateOperationError) -> Unicode.Scalar {
        guard let value, let scalar = Unicode.Scalar(UInt32(value)) else {
            throw TemplateOperationError(what: "an escape in a string stands for no character")
        }
        return scalar
    }

    /// Jinja spells other characters in ASCII before it looks for escapes, so that `\é` comes out as `\xe9`.
    private static func asciiSpelling(of scalar: Unicode.Scalar) -> String {
        if scalar.isASCII { return String(scalar) }
        return String(PythonRepresentation.escape(scalar).dropFirst())
    }
}
