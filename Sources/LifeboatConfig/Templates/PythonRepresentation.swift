/// How Python prints strings and numbers inside lists (`repr`).
enum PythonRepresentation {
    static func append(_ text: String, to output: inout BoundedText) throws(TemplateOperationError) {
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        try output.append(quote)
        for scalar in scalars {
            switch scalar {
            case quote, "\\": try output.append("\\\(scalar)")
            case "\n": try output.append("\\n")
            case "\r": try output.append("\\r")
            case "\t": try output.append("\\t")
            default:
                if PythonText.isPrintable(scalar) {
                    try output.append(scalar)
                } else {
                    try output.append(escape(scalar))
                }
            }
        }
        try output.append(quote)
    }

    /// `\xe9`, `\u20ac` or `\U0001f600`: the shortest that holds the character.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        let (letter, width) =
            switch scalar.value {
            case 0...0xFF: ("x", 2)
            case 0...0xFFFF: ("u", 4)
            default: ("U", 8)
            }
        let digits = String(scalar.value, radix: 16)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    /// The shortest digits that give the same number back, with an exponent from 1e16 on, where Swift begins a little later.
    static func float(_ value: Double) -> String {
        let text = value.description
        guard value.magnitude >= 1e16, !text.contains("e"), text.hasSuffix(".0") else { return text }
        let digits = text.dropLast(2).drop { $0 == "-" }
        let exponent = digits.utf8.count - 1
        var fraction = digits.dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return "\(sign)\(digits.prefix(1))\(fraction.isEmpty ? "" : ".")\(fraction)e+\(exponent)"
    }
}
