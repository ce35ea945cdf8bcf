import Yams

/// The YAML parser's complaints in words that say what to do.
enum YAMLErrorText {
    /// - Returns: what is wrong, where in the parsed text, and a hint.
    static func describe(_ error: any Error) -> (what: String, line: Int, column: Int, hint: String?) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _)?, .parser(let context, let problem, let mark, _)?:
            let place = context?.mark ?? mark
            // An unclosed quote or bracket is wrong where it begins, not where the file ends.
            let begins = problem.contains("end of stream") || problem.contains("expected ',' or")
            let shown = begins ? place : mark
            return ("this is not YAML: \(problem)", shown.line, shown.column, hint(context?.text ?? "", problem))
        case .composer(_, let problem, let mark, _)?:
            if problem.contains("another document") {
                return (
                    "the file holds more than one YAML document", mark.line, mark.column,
                    "remove the `---`; several files are joined by !include"
                )
            }
            let hint = "an alias *name needs an anchor &name before it; quote a text that begins with *"
            return ("this is not YAML: \(problem)", mark.line, mark.column, hint)
        case .duplicatedKeysInMapping(let duplicates, let context)?:
            let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            return ("\(names) stands twice in the same mapping", context.mark.line, context.mark.column, nil)
        case .reader(let problem, _, _, _)?:
            return ("this is not YAML: \(problem)", 1, 1, nil)
        default:
            return ("this is not YAML", 1, 1, nil)
        }
    }

    private static func hint(_ context: String, _ problem: String) -> String? {
        let table: [(part: String, hint: String)] = [
            (
                "character that cannot start any token",
                "quote a text that begins with @, ` or %; indent with spaces, not tabs"
            ),
            ("a tab character", "indent with spaces, not tabs"),
            ("mapping values are not allowed", "quote a text that contains `: `, and look at the indentation"),
            ("could not find expected ':'", "each line needs the form `key: value`"),
            ("did not find expected '-'", "the items of a list begin in the same column"),
            (
                "did not find expected key",
                "keys of one mapping begin in the same column; quotes end where the value ends"
            ),
            ("unexpected end of stream", "a quote is not closed"),
            ("expected ',' or", "a bracket is not closed"),
            ("block sequence entries are not allowed", "a list begins on a line of its own"),
        ]
        return table.first { problem.contains($0.part) || context.contains($0.part) }?.hint
    }
}
