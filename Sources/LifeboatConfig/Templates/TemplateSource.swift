/// A template's text as the lexer sees it, and where each of its lines begins.
///
/// As in Jinja, `\r\n` and `\r` become `\n`, and one line break at the very end is dropped.
struct TemplateSource: Sendable {
    let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        var lineStarts = [0]
        var afterReturn = false
        for scalar in text.unicodeScalars {
            defer { afterReturn = scalar == "\r" }
            if scalar == "\n" && afterReturn { continue }
            if scalar == "\n" || scalar == "\r" {
                scalars.append("\n")
                lineStarts.append(scalars.count)
            } else {
                scalars.append(scalar)
            }
        }
        if scalars.last == "\n" {
            scalars.removeLast()
            lineStarts.removeLast()
        }
        self.scalars = scalars
        self.lineStarts = lineStarts
    }

    /// The line and column of an offset into ``scalars``; an offset past the end is the end.
    func position(at offset: Int) -> TemplatePosition {
        let offset = min(offset, scalars.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return TemplatePosition(line: low + 1, column: offset - lineStarts[low] + 1)
    }

    func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    func problem(at offset: Int, _ what: String, hint: String? = nil) -> TemplateProblem {
        TemplateProblem(position(at: offset), what, hint: hint)
    }

    func error(at offset: Int, _ what: String, hint: String? = nil) -> TemplateError {
        TemplateError(problems: [problem(at: offset, what, hint: hint)])
    }
}
