/// One thing that is wrong with a template, or with what it was given.
///
/// The texts name variables, files and parts of the template, never the value of a variable: those are secrets.
package struct TemplateProblem: Sendable, Hashable {
    package var line: Int
    package var column: Int
    /// What is wrong, in one sentence without a full stop.
    package var what: String
    /// What to do about it, where that is known.
    package var hint: String?

    package init(line: Int, column: Int, what: String, hint: String? = nil) {
        self.line = line
        self.column = column
        self.what = what
        self.hint = hint
    }

    init(_ position: TemplatePosition, _ what: String, hint: String? = nil) {
        self.init(line: position.line, column: position.column, what: what, hint: hint)
    }
}

extension TemplateProblem: CustomStringConvertible {
    package var description: String {
        let text = "\(line):\(column): \(what)"
        return hint.map { "\(text)\nhint: \($0)" } ?? text
    }
}
