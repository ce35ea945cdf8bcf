/// What `tojson` writes: Python's `json.dumps`, with the characters that mean something in HTML escaped.
enum TemplateJSON {
    enum Characters: Sendable {
        /// ASCII only, as Python does: what is beyond the Basic Multilingual Plane becomes a surrogate pair.
        case ascii
        /// The same, but those characters stay as they are: libyaml refuses the escape of half a pair.
        case noSurrogates
    }

    /// - Throws: when the text grows beyond its limit.
    static func encode(_ value: TemplateValue, _ characters: Characters) throws(TemplateOperationError) -> String {
        var output = BoundedText()
        try append(value, characters, to: &output)
        return output.text
    }

    private static func append(
        _ value: TemplateValue, _ characters: Characters, to output: inout BoundedText
    ) throws(TemplateOperationError) {
        switch value {
        case .text(let text): try append(text, characters, to: &output)
        case .boolean(let value): try output.append(value ? "true" : "false")
        case .none: try output.append("null")
        case .float(let value) where !value.isFinite:
            try output.append(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        case .list(let elements):
            try output.append("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { try output.append(", ") }
                try append(element, characters, to: &output)
            }
            try output.append("]")
        case .integer, .float, .undefined, .unknown: try output.append(value.printed())
        }
    }

    private static func append(
        _ text: String, _ characters: Characters, to output: inout BoundedText
    ) throws(TemplateOperationError) {
        try output.append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": try output.append("\\\(scalar)")
            case "\n": try output.append("\\n")
            case "\r": try output.append("\\r")
            case "\t": try output.append("\\t")
            case "\u{08}": try output.append("\\b")
            case "\u{0C}": try output.append("\\f")
            case "<", ">", "&", "'": try output.append(escape(UInt16(scalar.value)))
            case " "..."~": try output.append(scalar)
            default:
                if scalar.value > 0xFFFF, characters == .noSurrogates {
                    try output.append(scalar)
                } else {
                    for unit in String(scalar).utf16 { try output.append(escape(unit)) }
                }
            }
        }
        try output.append("\"")
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
