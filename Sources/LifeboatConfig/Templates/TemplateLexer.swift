/// Cuts a template into tokens, with Jinja's default delimiters and its rules for white space:
/// `-` inside a delimiter strips the white space next to it, `+` changes nothing, since nothing else is ever stripped.
struct TemplateLexer {
    let source: TemplateSource
    var position = 0
    var tokens: [TemplateToken] = []

    private init(_ source: TemplateSource) {
        self.source = source
    }

    /// - Throws: at the first place that cannot be read: a tag, a comment or a string that is not closed,
    ///   a character or a number that the language does not have.
    static func tokens(of source: TemplateSource) throws(TemplateError) -> [TemplateToken] {
        var lexer = TemplateLexer(source)
        try lexer.readTemplate()
        return lexer.tokens
    }

    var scalars: [Unicode.Scalar] { source.scalars }

    private mutating func readTemplate() throws(TemplateError) {
        while position < scalars.count {
            let start = position
            guard let opening = nextOpening(from: start) else {
                position = scalars.count
                appendText(start..<position, stripEnd: false)
                break
            }
            position = opening + 2
            let strips = skipSign() == "-"
            appendText(start..<opening, stripEnd: strips)
            switch scalars[opening + 1] {
            case "#": try skipComment(opening)
            case "{": try readTag(opening, begin: .outputBegin, end: .outputEnd, closing: "}}")
            default:
                if let body = rawBody(from: position) {
                    position = body
                    try readRaw(opening)
                } else {
                    try readTag(opening, begin: .tagBegin, end: .tagEnd, closing: "%}")
                }
            }
        }
        tokens.append(TemplateToken(kind: .end, range: scalars.count..<scalars.count))
    }

    private func nextOpening(from start: Int) -> Int? {
        var index = start
        while index + 1 < scalars.count {
            if scalars[index] == "{" {
                let next = scalars[index + 1]
                if next == "{" || next == "%" || next == "#" { return index }
            }
            index += 1
        }
        return nil
    }

    private mutating func skipSign() -> Unicode.Scalar? {
        guard position < scalars.count, scalars[position] == "-" || scalars[position] == "+" else { return nil }
        position += 1
        return scalars[position - 1]
    }

    private mutating func appendText(_ range: Range<Int>, stripEnd: Bool) {
        var end = range.upperBound
        while stripEnd, end > range.lowerBound, PythonText.isWhitespace(scalars[end - 1]) { end -= 1 }
        if end > range.lowerBound {
            tokens.append(TemplateToken(kind: .text, range: range.lowerBound..<end))
        }
    }

    /// Where the closing delimiter at `index` ends, white space that it strips included; nil when there is none.
    /// An output has no `+}}` in Jinja.
    private func end(of closing: String, at index: Int) -> Int? {
        if matches(closing, at: index) { return index + 2 }
        if matches("-" + closing, at: index) { return PythonText.endOfWhitespace(in: scalars, from: index + 3) }
        if closing != "}}", matches("+" + closing, at: index) { return index + 3 }
        return nil
    }

    func matches(_ text: String, at index: Int) -> Bool {
        scalars[min(index, scalars.count)...].starts(with: text.unicodeScalars)
    }

    private mutating func skipComment(_ opening: Int) throws(TemplateError) {
        while position < scalars.count {
            if let end = end(of: "#}", at: position) {
                position = end
                return
            }
            position += 1
        }
        throw source.error(at: opening, "the comment is not closed", hint: "a comment ends with '#}'")
    }

    /// Where the text of a raw block begins when `{%` is followed by `raw %}`. As in Jinja there is no `raw +%}`.
    private func rawBody(from index: Int) -> Int? {
        let word = PythonText.endOfWhitespace(in: scalars, from: index)
        guard matches("raw", at: word) else { return nil }
        let closing = PythonText.endOfWhitespace(in: scalars, from: word + 3)
        return matches("+", at: closing) ? nil : end(of: "%}", at: closing)
    }

    private mutating func readRaw(_ opening: Int) throws(TemplateError) {
        let start = position
        var index = start
        while index + 1 < scalars.count {
            if scalars[index] == "{", scalars[index + 1] == "%" {
                let strips = matches("-", at: index + 2)
                let signed = strips || matches("+", at: index + 2)
                let word = PythonText.endOfWhitespace(in: scalars, from: index + (signed ? 3 : 2))
                if matches("endraw", at: word),
                    let end = end(of: "%}", at: PythonText.endOfWhitespace(in: scalars, from: word + 6))
                {
                    appendText(start..<index, stripEnd: strips)
                    position = end
                    return
                }
            }
            index += 1
        }
        throw source.error(at: opening, "{% raw %} is not closed", hint: "it ends with '{% endraw %}'")
    }

    /// Reads the words between two delimiters. Inside brackets the closing delimiter is not looked for, as in Jinja.
    private mutating func readTag(
        _ opening: Int, begin: TemplateToken.Kind, end closingKind: TemplateToken.Kind, closing: String
    ) throws(TemplateError) {
        tokens.append(TemplateToken(kind: begin, range: opening..<position))
        var brackets: [String] = []
        while position < scalars.count {
            if brackets.isEmpty, let end = end(of: closing, at: position) {
                tokens.append(TemplateToken(kind: closingKind, range: position..<end))
                position = end
                return
            }
            if PythonText.isWhitespace(scalars[position]) {
                position += 1
            } else {
                try readWord(&brackets)
            }
        }
        let name = begin == .outputBegin ? "{{" : "{%"
        throw source.error(at: opening, "'\(name)' is not closed", hint: "it ends with '\(closing)'")
    }
}
